"""Header fields from the raw bytes: in order, repeated ones too, values undecoded."""

import re
from collections.abc import Iterator

#: Fields beyond these are not read (they stay in the raw source): time stays bounded on hostile mail.
MOST_FIELDS = 20_000
MOST_BYTES = 1_000_000

END = re.compile(rb"\n\r?\n")
FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*\n?(?:[ \t][^\n]*(?:\n|\Z))*)", re.M)
#: Names that show, after a line that is no field, that the header still goes on.
STILL_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to"
    rb"|in-reply-to|references|x-[a-z-]+)[ \t]*:",
    re.I | re.M,
)


class Headers:
    """The fields of one header block: `fields` in order as (name as written, raw value)."""

    __slots__ = ("_values", "fields", "strange")

    def __init__(self, fields: list[tuple[str, bytes]], strange: bool = False) -> None:
        self.fields = fields
        self.strange = strange  # lines that are no fields stood between them
        values: dict[str, list[bytes]] = {}
        for name, value in fields:
            values.setdefault(name.lower(), []).append(value)
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        """Lower-case names, each once."""
        return iter(self._values)

    def first(self, name: str) -> bytes:
        """The first value of the field (name in lower case), unfolded and stripped; b"" when it is missing."""
        values = self._values.get(name)
        return unfolded(values[0]) if values else b""

    def all(self, name: str) -> list[bytes]:
        """Every value of the field, in order, unfolded and stripped."""
        values = self._values.get(name)
        return [unfolded(value) for value in values] if values else []

    def word(self, name: str) -> str:
        """The first value as a lower-case token, for fields like `Precedence: bulk (list)`."""
        value = self.first(name)
        return value.decode("latin-1").partition(";")[0].partition("(")[0].strip().lower() if value else ""


def split_head(data: bytes, start: int, end: int, *, root: bool) -> tuple[Headers, int]:
    """Return the fields of the header block at `start` and where the body begins.

    A first line that is no field means that there is no header (in a part) or that it is skipped (in a
    message); a later one ends the header, unless known fields follow it.
    """
    if data.startswith((b"\n", b"\r\n"), start):
        return Headers([]), min(end, start + (1 if data[start] == 10 else 2))
    blank = END.search(data, start, end)
    stop, body = (blank.start() + 1, blank.end()) if blank else (end, end)
    fields: list[tuple[str, bytes]] = []
    strange = False
    at = start
    known = start  # as far as it is known that the header goes on
    limit = min(stop, start + MOST_BYTES)
    for found in FIELD.finditer(data, start, limit):
        if found.start() != at:
            if data.startswith(b"--", at):
                return Headers(fields, True), at  # a delimiter: the empty line before it is missing
            if at >= known:
                still = STILL_HEADER.search(data, at, limit)
                if still is None or not (root or fields):
                    return Headers(fields, True), at
                known = still.end()
            strange = True
        fields.append((found[1].decode("latin-1"), found[2]))
        at = found.end()
        if len(fields) == MOST_FIELDS:
            strange = True
            break
    else:
        if at < limit:  # lines at the end that are no fields: the body began without an empty line
            return Headers(fields, True), at
    return Headers(fields, strange or limit < stop), body


def unfolded(value: bytes) -> bytes:
    """One line: line breaks out, the white space of the folding stays."""
    if b"\n" in value:
        value = value.replace(b"\r\n", b"").replace(b"\n", b"")
    return value.strip()
