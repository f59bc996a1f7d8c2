"""Header text: encoded words (RFC 2047, with the language mark of RFC 2231) and raw 8-bit, made readable."""

import binascii
import re
from collections.abc import Iterable, Sequence

from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.transfer import base64

#: A field with more encoded words than this is left as it is: no person wrote it.
MOST_WORDS = 2_000
LONGEST_WORD = 4_000

#: Wider than the standard, as mail in the wild is: spaces and raw bytes inside, no space around, words over 75.
ENCODED_WORD = re.compile(
    rb"=\?([^?*\s=]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?(.{0,%d}?)\?=" % LONGEST_WORD, re.S
)
UNDERSCORE = bytes.maketrans(b"_", b" ")


def header_text(value: bytes) -> str:
    """The text of an unstructured field or of a name; white space between encoded words goes, as it must."""
    if b"=?" not in value:
        text = decode(value)[0]
        return " ".join(text.split()) if "\t" in text or "  " in text else text
    if value.count(b"=?") > MOST_WORDS:
        return decode(value)[0]
    return " ".join("".join(pieces(value)).split())


def pieces(value: bytes) -> Iterable[str]:
    """Plain and decoded stretches in order; neighbours of one charset are joined before decoding,
    because senders split letters of several bytes between words."""
    at = 0
    charset = ""
    gathered: list[tuple[bytes, bytes]] = []
    for word in ENCODED_WORD.finditer(value):
        between = value[at : word.start()]
        label = word[1].decode("latin-1").lower()
        adjacent = at > 0 and not between.strip()
        if gathered and not (adjacent and label == charset):
            yield decode(words_bytes(gathered), charset)[0]
            gathered = []
        if between and not adjacent:
            yield decode(between)[0]
        gathered.append((word[2].upper(), word[3]))
        charset, at = label, word.end()
    if gathered:
        yield decode(words_bytes(gathered), charset)[0]
    if at < len(value):
        yield decode(value[at:])[0]


def words_bytes(words: Sequence[tuple[bytes, bytes]]) -> bytes:
    """The bytes of neighbouring words; base64 that was cut in the middle of a group is put together first."""
    out: list[bytes] = []
    open_group = b""
    for encoding, text in words:
        if encoding == b"Q":
            out += [base64(open_group)[0], binascii.a2b_qp(text.translate(UNDERSCORE))]
            open_group = b""
            continue
        open_group += text
        if len(open_group) % 4 == 0 or open_group.endswith(b"="):
            out.append(base64(open_group)[0])
            open_group = b""
    return b"".join(out) + base64(open_group)[0]
