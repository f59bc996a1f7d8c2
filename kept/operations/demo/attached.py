"""Files that the demo's customers attach: drawn and written here, so that they are nobody's."""

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is attached."""

    name: str
    content_type: str
    content: bytes


def file_named(name: str) -> File:
    """A small file that fits its name: a picture, a paper, a table, or plain words."""
    ending = name.rpartition(".")[2].lower()
    if ending == "png":
        return File(name, "image/png", _picture(name))
    if ending == "pdf":
        return File(name, "application/pdf", _paper(name))
    if ending == "csv":
        return File(name, "text/csv", b"day,pages,jams\r\nMon,812,3\r\nTue,790,5\r\nWed,611,9\r\n")
    return File(name, "text/plain", f"{name}\r\n".encode())


def _picture(seed: str) -> bytes:
    """A photograph of sorts, 160 by 100: light from above, a dark shape, and a scratch across it."""
    width, height = 160, 100
    tint = zlib.crc32(seed.encode())
    base = [90 + (tint >> shift & 63) for shift in (0, 8, 16)]
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            inside = ((x - 80) / 55) ** 2 + ((y - 55) / 31) ** 2 < 1
            scratch = inside and abs(y - 30 - x * 0.31) < 1
            light = 60 - y * 60 // height + (x * 7 + y * 13 + tint) % 9
            rows += bytes(
                min(255, 235 if scratch else (part // 2 if inside else part) + light) for part in base
            )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _paper(title: str) -> bytes:
    """A page with one line on it, as PDF 1.4."""
    words = f"BT /F1 18 Tf 60 760 Td ({title.removesuffix('.pdf')}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    page, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(page))
        page += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return page + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(page))
    )
