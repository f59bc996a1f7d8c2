"""A copy of the raw bytes with what stands in every parser's way put straight: marks, blank lines, bare CR."""

import re

LEADING = re.compile(rb"\A(?:[ \t]*\r?\n)+")
MBOX_LINE = re.compile(rb"\A>?From [^\n]*\n")
BARE_CR = re.compile(rb"\r(?!\n)")
CRS_BEFORE_LF = re.compile(rb"(?<!\r)\r{2,}\n")


def cleaned(raw: bytes) -> tuple[bytes, list[str]]:
    """Return the copy (the same object when nothing was wrong) and what was put straight."""
    data = raw
    done: list[str] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
        done.append("the message was UTF-16")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        done.append("byte order mark removed")
    # Only a lone CR hurts; in a binary part it is content.
    if BARE_CR.search(data) and (b"\n" not in data or not has_binary_part(data)):
        data = BARE_CR.sub(b"\r\n", CRS_BEFORE_LF.sub(b"\r\n", data))
        done.append("bare CR taken as line breaks")
    if data[:1] in (b"\r", b"\n", b" ", b"\t") and (blank := LEADING.match(data)):
        data = data[blank.end() :]
        done.append("empty lines before the header removed")
    if data.startswith((b"From ", b">From ")) and (line := MBOX_LINE.match(data)):
        data = data[line.end() :]
        done.append("mbox line removed")
    return data, done


def has_binary_part(data: bytes) -> bool:
    return re.search(rb"content-transfer-encoding:\s*binary", data, re.I) is not None
