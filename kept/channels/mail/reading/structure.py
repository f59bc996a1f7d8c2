"""A message taken apart along its boundaries, from the raw bytes and with exact places.

Every byte is a header, a delimiter, a leaf's body, or counted as standing outside (preamble, epilogue).
"""

import re
from collections.abc import Iterator

from kept.channels.mail.reading.headers import Headers, split_head
from kept.channels.mail.reading.parameters import media_type, parse
from kept.channels.mail.reading.parts import Part, Structure
from kept.channels.mail.reading.transfer import decode_transfer

#: Deeper nesting stays closed: the part below is kept as one file.
DEEPEST = 200
MOST_PARTS = 2_000
#: Delimiter lines looked at in one multipart, and bytes looked through for them in all, as a multiple of the
#: message: both far above any real mail.
MOST_DELIMITERS = 50_000
MOST_PASSES = 20

CONTENT_ID = re.compile(r"<([^<>]*)>")
#: A line that looks like a delimiter: dashes, a token, and a header or an empty line below.
GUESSED = re.compile(rb"^--([!-~][ -~]{2,68}[!-~])[ \t]*\r?\n(?=\r?\n|content-[a-z-]+[ \t]*:)", re.I | re.M)


def take_apart(data: bytes) -> Structure:
    """The tree of parts of a cleaned message. Never raises; time is linear in its size."""
    structure = Structure(Part("", Headers([]), "text/plain", {}, data, 0, 0, len(data)), [])
    opened = Opening(structure)
    structure.root = opened.part(data, 0, len(data), "", root=True)
    if not structure.root.children:
        structure.root.path = "1"
    if structure.root.headers.strange:
        opened.odd("lines in the header that are no fields")
    return structure


class Opening:
    """The walk over one message: it counts parts and collects what was odd."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.parts = 0
        self.budget = MOST_PASSES * (len(structure.root.source) + 100_000)

    def odd(self, what: str) -> None:
        if what not in self.structure.warnings:
            self.structure.warnings.append(what)

    def part(
        self,
        data: bytes,
        at: int,
        end: int,
        path: str,
        *,
        root: bool = False,
        digest: bool = False,
        depth: int = 0,
    ) -> Part:
        """Read the part whose header begins at `at`; a multipart is opened."""
        self.parts += 1
        headers, start = split_head(data, at, end, root=root)
        part = described(headers, data, at, start, end, "message/rfc822" if digest else "text/plain")
        part.path = path
        if len(headers.all("content-type")) > 1:
            self.odd("more than one Content-Type, the first counts")
        if part.content_type.startswith("multipart/"):
            self.budget -= end - start
            if depth >= DEEPEST or self.parts >= MOST_PARTS or self.budget < 0:
                self.odd("nested too deeply to be opened further")
            else:
                self.open(part, depth)
        return part

    def open(self, part: Part, depth: int) -> None:
        """Find the children of a multipart, whatever is wrong with its boundary."""
        ranges = self.ranges(part.source, part.start, part.end, part.parameters.get("boundary", ""))
        if not ranges and part.encoding in ("base64", "quoted-printable"):
            # Against the standard, but seen: the whole multipart is transfer-encoded.
            decoded, _ = decode_transfer(part.body, part.encoding, text=False)
            ranges = self.ranges(decoded, 0, len(decoded), part.parameters.get("boundary", ""))
            if ranges:
                self.odd("a multipart was transfer-encoded as a whole")
                part.source, part.start, part.end = decoded, 0, len(decoded)
        if not ranges:
            self.odd("a multipart without delimiters, taken as text")
            return
        digest = part.content_type == "multipart/digest"
        prefix = part.path + "." if part.path else ""
        for n, (begin, end) in enumerate(ranges, 1):
            part.children.append(
                self.part(part.source, begin, end, f"{prefix}{n}", digest=digest, depth=depth + 1)
            )
            if self.parts >= MOST_PARTS and n < len(ranges):
                self.odd("too many parts to be opened")
                rest = (end, ranges[-1][1])
                part.children.append(
                    described(Headers([]), part.source, rest[0], rest[0], rest[1], "application/octet-stream")
                )
                part.children[-1].path = f"{prefix}{n + 1}"
                break

    def ranges(self, data: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
        """Where the parts of a multipart stand; the declared boundary first, then what one can make of it."""
        declared = boundary.encode("utf-8", "replace").rstrip()
        tried: list[bytes] = []
        for token in (declared, declared.replace(b" ", b"").replace(b"\t", b"")):
            if token and token not in tried:
                tried.append(token)
                if found := self.delimited(data, start, end, token):
                    return found
        if guess := GUESSED.search(data, start, end):
            token = guess[1].rstrip()
            if token not in tried and (found := self.delimited(data, start, end, token)):
                self.odd("the boundary was missing or wrong, guessed")
                return found
        return []

    def delimited(self, data: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
        """(begin, end) of each part between delimiters; [] when there is no delimiter at all."""
        found: list[tuple[int, int]] = []
        begin, last = -1, start
        outside: list[tuple[int, int]] = []
        for before, after in marks(data, start, end, b"--" + boundary):
            line_end = data.find(b"\n", after, end)
            next_line = end if line_end < 0 else line_end + 1
            rest = data[after : min(next_line, after + 200)].strip()
            if rest not in (b"", b"--") or next_line - after >= 200:
                continue  # another boundary that begins like this one, or a line of dashes
            if begin >= 0:
                found.append((begin, max(begin, before)))
            else:
                outside.append((last, before))
            begin = -1 if rest else next_line
            last = next_line
        if begin >= 0:
            found.append((begin, end))
            if begin < end:
                self.odd("the last delimiter is missing")
        else:
            outside.append((last, end))
        if found:
            self.structure.outside += [data[a:b] for a, b in outside if b > a and not data[a:b].isspace()]
        return found


def marks(data: bytes, start: int, end: int, mark: bytes) -> Iterator[tuple[int, int]]:
    """Lines that begin with `mark`: (where what stands before ends, where the mark ends)."""
    if data.startswith(mark, start, end):
        yield start, start + len(mark)
    at = data.find(b"\n" + mark, start, end)
    for _ in range(MOST_DELIMITERS):
        if at < 0:
            return
        after = at + 1 + len(mark)
        yield at - (at > start and data[at - 1] == 13), after  # the line break belongs to the delimiter
        at = data.find(b"\n" + mark, after, end)


def described(headers: Headers, data: bytes, head: int, start: int, end: int, default: str) -> Part:
    """A part with what its own header says of it."""
    raw_type = headers.first("content-type")
    content_type, parameters = default, dict[str, str]()
    if raw_type:
        stated, parameters = parse(raw_type)
        content_type = media_type(raw_type) or (
            "text/plain" if stated in ("text", "") else "application/octet-stream"
        )
    disposition, name = "", parameters.get("name", "")
    if raw := headers.first("content-disposition"):
        disposition, stated_parameters = parse(raw)
        name = stated_parameters.get("filename") or stated_parameters.get("name") or name
        disposition = "inline" if disposition == "inline" else "attachment"
    content_id = headers.first("content-id").decode("latin-1")
    if content_id and (angled := CONTENT_ID.search(content_id)):
        content_id = angled[1]
    encoding = headers.word("content-transfer-encoding").strip("\"'")
    return Part(
        "",
        headers,
        content_type,
        parameters,
        data,
        head,
        start,
        end,
        disposition,
        name,
        content_id.strip(),
        encoding,
    )
