"""Address fields: names and addresses out of anything that senders write there."""

import re
from collections.abc import Iterator, Sequence

from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.words import header_text

Address = tuple[str, str]  # (name, address in lower case)

MOST_ADDRESSES = 2_000
LONGEST_FIELD = 1_000_000
LONGEST_PHRASE = 2_000  # of one name and address; looking for an address in it takes time by its square

#: What nearly every field looks like: `Name <a@b>`, `"Name" <a@b>` or `a@b`, once.
PLAIN = re.compile(
    rb'(?:"([^"\\<>]{0,200})"|([^"<>@,;:()\\\[\]]{0,200}?))[ \t]*<([!#-\'*+\--9=?A-Z^-~]+@[A-Za-z0-9.\-]+)>'
)
BARE = re.compile(rb"[!#-'*+\--9=?A-Z^-~]+@[A-Za-z0-9.\-]+")
TOKEN = re.compile(
    rb"""(?P<quoted>"(?:[^"\\]|\\.)*"?)|(?P<angle><(?:"(?:[^"\\]|\\.)*"@)?[^<>]*>?)|(?P<open>\()|(?P<close>\))|(?P<comma>[,;])"""
    rb"""|(?P<colon>:)|(?P<text>[^"<>(),;:]+)|(?P<odd>.)""",
    re.S,
)
ESCAPE = re.compile(rb"\\(.)", re.S)
ADDRESS = re.compile(r'(?:"(?:[^"\\]|\\.)+"|[^\s"<>(),;:\[\]@]+)@(?:[^\s"<>(),;:@]+|\[[^\]\s]*\])')


def addresses(values: Sequence[bytes]) -> tuple[Address, ...]:
    """Everybody named in the fields, in order, groups opened. What is no address has the address ""."""
    found: list[Address] = []
    for value in values:
        simple = PLAIN.fullmatch(value)
        if simple:
            name = simple[1] if simple[1] is not None else simple[2]
            found.append(tidy(header_text(name.strip()), simple[3].decode("latin-1")))
        elif BARE.fullmatch(value):
            found.append(("", value.decode("latin-1").lower()))
        elif value:
            for one in several(value[:LONGEST_FIELD]):
                found.append(one)
                if len(found) >= MOST_ADDRESSES:
                    return tuple(found)
    return tuple(found)


def several(value: bytes) -> Iterator[Address]:
    """A list with quotes, comments (nested), groups and mistakes, in one pass."""
    words: list[bytes] = []
    comments: list[bytes] = []
    angle: bytes | None = None
    depth = 0
    for token in TOKEN.finditer(value):
        kind, text = token.lastgroup, token[0]
        if depth:
            depth += (kind == "open") - (kind == "close")
            if depth:
                comments.append(text)
        elif kind == "open":
            depth = 1
            comments.append(b" ")
        elif kind == "angle":
            angle = text  # the last one in angles is meant, whatever stands before
        elif kind == "comma":
            if not (words or comments or angle):
                continue
            if one := address_of(words, comments, angle):
                yield one
            words, comments, angle = [], [], None
        elif kind == "colon" and angle is None and not any(b"@" in word for word in words):
            words = []  # the name of a group
        else:
            words.append(text)
    if one := address_of(words, comments, angle):
        yield one


def address_of(words: list[bytes], comments: list[bytes], angle: bytes | None) -> Address | None:
    """One person from the pieces between two commas, None when there is nothing."""
    phrase = b"".join(words).strip()[-LONGEST_PHRASE:]
    display = b"".join(map(without_quotes, words)).strip()[-LONGEST_PHRASE:]
    if angle is not None:
        inside = decode(angle.strip(b"<> \t")[:LONGEST_PHRASE])[0]
        address = inside.rpartition(":")[2] if inside.startswith("@") else inside  # an old source route
        if "@" not in address and b"@" in phrase and (written := ADDRESS.search(decode(phrase)[0])):
            address = written[0]
        return tidy(header_text(display), address) if address or phrase else None
    if not phrase:
        return None
    text = decode(phrase)[0]
    written = ADDRESS.search(text)
    if written is None:
        if b"=?" in phrase or b'"' in phrase or b" " in phrase:
            return tidy(header_text(display), "")
        return tidy("", text)  # MAILER-DAEMON, or a local name
    name = header_text(b"".join(map(without_quotes, comments))[:LONGEST_PHRASE]) if comments else ""
    before = text[: written.start()].strip()
    return tidy(name or (header_text(before.encode()) if before else ""), written[0])


def without_quotes(token: bytes) -> bytes:
    """A token of a display name; of a quoted string what stands between the quotes, its escapes undone."""
    if not token.startswith(b'"'):
        return token
    inner = token[1:-1] if len(token) > 1 and token.endswith(b'"') else token[1:]
    return ESCAPE.sub(rb"\1", inner) if b"\\" in inner else inner


def tidy(name: str, address: str) -> Address:
    """Quotes around the name go, a name that only repeats the address goes, white space inside an address too."""
    if not address.startswith('"'):  # a quoted local part may hold a space
        address = "".join(address.split())
    address = address.rstrip(".").lower()
    name = " ".join(name.split())
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    if name.lower() == address:
        name = ""
    return name[:500], address[:500]
