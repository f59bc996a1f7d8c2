"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045, 2183, 2231), read tolerantly."""

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.words import header_text

MOST_PARAMETERS = 200
LONGEST_VALUE = 65_536
LONGEST_KNOWN = 80

PARAMETER = re.compile(
    rb"""([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?([^;]*)|([^;]*))""",
    re.S,
)
SEGMENT = re.compile(r"^([^*]+)(?:\*(\d{1,3}))?(\*)?$")
ESCAPE = re.compile(rb'\\(["\\])')
MEDIA_TYPE = re.compile(rb"^\s*([!-.0-9:<>-~]+)\s*/\s*([!-:<>-~]+)")
COMMENT = re.compile(rb"\([^()]*\)")


def parse(value: bytes) -> tuple[str, dict[str, str]]:
    """Return (lower-case first value, parameters by lower-case name, decoded). The first of doubles counts.

    The result is shared between callers of the same value: it is not to be changed.
    """
    return parse_short(value) if len(value) <= LONGEST_KNOWN else parse_new(value)


@lru_cache(maxsize=256)
def parse_short(value: bytes) -> tuple[str, dict[str, str]]:
    """Most parts say one of a few things; these are read once."""
    return parse_new(value)


def parse_new(value: bytes) -> tuple[str, dict[str, str]]:
    head, _, rest = value[:LONGEST_VALUE].partition(b";")
    if b"(" in head:
        head = COMMENT.sub(b"", head)
    first = head.strip().decode("latin-1").lower()
    parameters: dict[str, str] = {}
    if not rest or b"=" not in rest:
        return first, parameters
    extended: dict[str, dict[int, tuple[bool, bytes]]] = {}
    for count, found in enumerate(PARAMETER.finditer(rest)):
        if count == MOST_PARAMETERS:
            break
        name = found[1].decode("latin-1").lower()
        if found[2] is not None:
            raw = ESCAPE.sub(rb"\1", found[2]) if b"\\" in found[2] else found[2]
            if found[3].strip():  # quotes inside the quotes, not escaped
                raw += b'"' + found[3].rstrip().removesuffix(b'"')
        else:
            raw = found[4].strip().rstrip(b"\"'")
        if "*" in name:
            segment = SEGMENT.match(name)
            if segment is None:
                continue
            numbered = extended.setdefault(segment[1], {})
            numbered.setdefault(int(segment[2] or 0), (segment[3] is not None, raw))
        else:
            parameters.setdefault(name, header_text(raw) if b"=?" in raw else decode(raw)[0].strip())
    for name, segments in extended.items():
        parameters[name] = joined(segments)  # the extended form says it better than the plain one
    return first, parameters


def joined(segments: dict[int, tuple[bool, bytes]]) -> str:
    """RFC 2231: numbered pieces in order, some percent-encoded, the charset named once at the beginning."""
    charset = ""
    out: list[bytes] = []
    for n, (_, (encoded, raw)) in enumerate(sorted(segments.items())):
        if encoded:
            if n == 0 and raw.count(b"'") >= 2:
                label, _, raw = raw.split(b"'", 2)
                charset = label.decode("latin-1")
            raw = unquote_to_bytes(raw)
        out.append(raw)
    whole = b"".join(out)
    return header_text(whole) if not charset and b"=?" in whole else decode(whole, charset)[0].strip()


def media_type(value: bytes) -> str:
    """`text/plain` out of a Content-Type, "" when there is none to be recognised."""
    found = MEDIA_TYPE.match(value)
    return f"{found[1].decode('latin-1')}/{found[2].decode('latin-1')}".lower() if found else ""
