"""Header fields that every mail server takes: ASCII, folded, and closed to whoever would smuggle in a field."""

import binascii
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from kept.channels.mail.writing.letter import BrokenLetter

LINE = 76  # characters of a header line; RFC 5322 recommends 78
LONGEST_WORD = 75  # an encoded word (RFC 2047)
PLAIN_WORD = 60  # a longer one is encoded, so that it can be folded

NAME = re.compile(r"^[A-Za-z][A-Za-z0-9-]{0,70}$")
ATOM_PHRASE = re.compile(r"^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$")
DOT_ATOM = re.compile(r"^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$")
DOTS_ANYWHERE = re.compile(r"^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]+$")
QUOTED_LOCAL = re.compile(r'^"(?:[^"\\]|\\[ -~])+"$')
DOMAIN = re.compile(
    r"^(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?$"
)
IDENTIFIER = re.compile(r"^[!-;=?-~]{3,900}$")
#: Line breaks of every kind that some program takes for one, and the characters that end strings.
BREAKS = re.compile("[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Letters that may stand in the Q encoding of a name as well as of a text (RFC 2047, section 5).
Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def one_line(field: str, value: str) -> str:
    """The value with single spaces. Raises BrokenLetter for a line break, which would open a new field."""
    if BREAKS.search(value):
        raise BrokenLetter(f"The {field} holds a line break, which a header of a mail must not hold.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise BrokenLetter(f"The {field} holds a broken character that cannot be written.") from None
    return " ".join(value.split())


def text_field(name: str, value: str) -> str:
    """An unstructured field, such as the subject."""
    if not NAME.match(name):
        raise BrokenLetter(f"{name[:40]!r} is no name of a header field.")
    value = one_line(name, value)
    plain = value.isascii() and value.isprintable() and "=?" not in value
    if plain and all(len(word) <= PLAIN_WORD for word in value.split()):
        return folded(name, value.split())
    return folded(name, encoded_words(value, len(name) + 2))


def folded(name: str, tokens: Iterable[str]) -> str:
    """`Name: tokens`, a new line begun where the line would get too long."""
    lines: list[str] = []
    line = f"{name}:"
    for token in tokens:
        if len(line) + 1 + len(token) > LINE and line.strip() != f"{name}:":
            lines.append(line)
            line = ""
        line += " " + token
    lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def encoded_words(text: str, taken: int = 0) -> list[str]:
    """RFC 2047 words of UTF-8, no letter cut in two; `taken` characters stand before the first."""
    spent = sum(1 if byte in Q_SAFE or byte == 32 else 3 for byte in text.encode())
    q = spent <= len(text.encode()) * 4 / 3 + 8
    words: list[str] = []
    piece = b""
    room = LONGEST_WORD - 12 - min(taken, 30)
    for letter in text:
        data = letter.encode()
        if piece and size(piece + data, q) > room:
            words.append(encoded_word(piece, q))
            piece, room = b"", LONGEST_WORD - 12
        piece += data
    if piece:
        words.append(encoded_word(piece, q))
    return words


def size(data: bytes, q: bool) -> int:
    """The characters that the data takes in the Q or the B encoding."""
    return sum(1 if byte in Q_SAFE or byte == 32 else 3 for byte in data) if q else (len(data) + 2) // 3 * 4


def encoded_word(data: bytes, q: bool) -> str:
    if not q:
        return "=?utf-8?B?" + binascii.b2a_base64(data, newline=False).decode() + "?="
    return (
        "=?utf-8?Q?"
        + "".join("_" if b == 32 else chr(b) if b in Q_SAFE else f"={b:02X}" for b in data)
        + "?="
    )


def address_field(name: str, people: Sequence[tuple[str, str]]) -> str:
    """`To: Name <a@b>, …`, folded between people and within long names."""
    tokens: list[str] = []
    for n, (display, address) in enumerate(people):
        comma = "," if n + 1 < len(people) else ""
        display = one_line(f"name in {name}", display)
        spec = address_spec(address)
        if not display:
            tokens.append(spec + comma)
            continue
        tokens += phrase(display)
        tokens.append(f"<{spec}>{comma}")
    return folded(name, tokens)


def phrase(display: str) -> list[str]:
    """A display name as tokens that may be folded apart."""
    if display.isascii() and display.isprintable() and "=?" not in display and len(display) <= PLAIN_WORD:
        if ATOM_PHRASE.match(display):
            return [display]
        escaped = display.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"']
    return encoded_words(display, 10)


def address_spec(address: str) -> str:
    """The address in ASCII; an international domain in its ASCII form. Raises BrokenLetter."""
    local, at, domain = one_line("address", address).rpartition("@")
    if not at or not local or not domain or len(address) > 320 or " " in domain:
        raise BrokenLetter(f"{address[:80]!r} is no mail address.")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            raise BrokenLetter(f"The domain of {address[:80]!r} cannot be written for mail.") from None
    if not (DOMAIN.match(domain) or (domain.startswith("[") and domain.endswith("]"))):
        raise BrokenLetter(f"{address[:80]!r} is no mail address.")
    if not local.isascii() or not local.isprintable():
        raise BrokenLetter(
            f"The part of {address[:80]!r} before the @ has letters that not every mail server takes."
        )
    if DOT_ATOM.match(local) or QUOTED_LOCAL.match(local):
        return f"{local}@{domain}"
    if DOTS_ANYWHERE.match(local):
        return f'"{local}"@{domain}'  # some providers gave out addresses with two dots
    raise BrokenLetter(f"{address[:80]!r} is no mail address.")


def identifier(value: str) -> str:
    """A message id in its angle brackets."""
    bare = value.strip()
    bare = bare[1:-1] if bare.startswith("<") and bare.endswith(">") else bare
    if not IDENTIFIER.match(bare):
        raise BrokenLetter(f"{value[:80]!r} is no message id.")
    return f"<{bare}>"


def identifiers_field(name: str, values: Iterable[str], *, longest: int) -> str:
    """The first id and as many of the last ones as fit; ids that cannot be written are left out."""
    ids: list[str] = []
    for value in values:
        try:
            ids.append(identifier(value))
        except BrokenLetter:
            continue  # a stranger's malformed id: without it the thread still holds by the others
    ids = list(dict.fromkeys(ids))
    while len(ids) > 2 and sum(len(one) + 3 for one in ids) > longest:
        del ids[1]
    return folded(name, ids) if ids else ""


def date_field(date: datetime) -> str:
    """The Date field. Raises BrokenLetter for a time without a zone."""
    if date.tzinfo is None:
        raise BrokenLetter("The date of a letter needs a time zone.")
    return f"Date: {format_datetime(date.replace(microsecond=0))}\r\n"


def parameter(name: str, value: str) -> list[str]:
    """A MIME parameter: quoted when it is plain, else in the extended form, in pieces when it is long (RFC 2231)."""
    value = one_line(name, value)
    if value.isascii() and value.isprintable() and len(value) <= PLAIN_WORD and "=?" not in value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return [f'{name}="{escaped}"']
    pieces: list[str] = [""]
    for letter in value:
        coded = quote(letter, safe="")
        if len(pieces[-1]) + len(coded) > 50:
            pieces.append("")
        pieces[-1] += coded
    pieces[0] = "utf-8''" + pieces[0]
    if len(pieces) == 1:
        return [f"{name}*={pieces[0]}"]
    return [f"{name}*{n}*={piece}" for n, piece in enumerate(pieces)]


def parameters_field(name: str, value: str, parameters: Sequence[str]) -> str:
    """`Content-Type: value; a="b"`, one parameter to a line when they are many."""
    tokens = [value, *parameters]
    return folded(name, [token + ";" for token in tokens[:-1]] + [tokens[-1]])
