"""MIME parts of a mail of ours: 7-bit whatever they hold, lines of at most 76 characters."""

import binascii
import hashlib
import re

from kept.channels.mail.writing.fields import encoded_words, one_line, parameter, parameters_field
from kept.channels.mail.writing.letter import BrokenLetter, File

LINE = 76
BASE64_BYTES = 57  # of content on a line of 76 characters

MEDIA_TYPE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}$")
LINE_BREAK = re.compile(r"\r\n|\r|\n")
#: Begins like the line between two messages in an mbox file: some programs would change it.
MBOX_LINE = re.compile(rb"^From ", re.M)
NOT_PLAIN = re.compile(rb"[^\t\r\n\x20-\x7e]|=_kept_|[ \t]\r\n|[ \t]\Z|^\.", re.M)


def text_part(text: str, subtype: str, language: str = "") -> bytes:
    """A text with its header: as it is when it is plain ASCII in short lines, else encoded."""
    try:
        data = LINE_BREAK.sub("\r\n", text).encode("utf-8")
    except UnicodeEncodeError:
        raise BrokenLetter("The text holds a broken character that cannot be written.") from None
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    plain = (
        not NOT_PLAIN.search(data)
        and not MBOX_LINE.search(data)
        and max(map(len, data.split(b"\r\n"))) <= LINE
    )
    if plain:
        encoding, body = "7bit", data
    elif sum(byte > 127 for byte in data) * 3 > len(data):
        encoding, body = "base64", base64_lines(data)
    else:
        encoding, body = "quoted-printable", quoted_printable(data)
    charset = "us-ascii" if plain else "utf-8"
    head = parameters_field("Content-Type", f"text/{subtype}", [f"charset={charset}"])
    return head.encode() + f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def quoted_printable(data: bytes) -> bytes:
    """Quoted-printable of a text with CRLF line ends."""
    body = binascii.b2a_qp(data, quotetabs=False, istext=True)
    return b"\r\n".join(
        line.replace(b"From ", b"=46rom ", 1) if line.startswith(b"From ") and len(line) <= LINE - 2 else line
        for line in body.split(b"\r\n")
    )


def base64_lines(data: bytes) -> bytes:
    return b"".join(
        binascii.b2a_base64(data[at : at + BASE64_BYTES], newline=False) + b"\r\n"
        for at in range(0, len(data), BASE64_BYTES)
    )


def file_part(file: File, *, inline: bool) -> bytes:
    """An attachment, or a picture that the HTML shows."""
    content_type = file.content_type.strip().lower() or "application/octet-stream"
    if not MEDIA_TYPE.match(content_type):
        raise BrokenLetter(f"{file.content_type[:80]!r} is no type of a file.")
    if content_type.startswith(("message/", "multipart/")):
        content_type = (
            "application/octet-stream"  # these must not be base64, and their content may not be 7-bit
        )
    name = [legacy_name(file.name)] if file.name else []
    head = parameters_field("Content-Type", content_type, name)
    disposition = "inline" if inline else "attachment"
    head += parameters_field(
        "Content-Disposition", disposition, parameter("filename", file.name) if file.name else []
    )
    if file.content_id:
        if not re.fullmatch(r"[!-;=?-~]{1,200}", file.content_id):
            raise BrokenLetter(f"{file.content_id[:80]!r} is no id of an inline picture.")
        head += f"Content-ID: <{file.content_id}>\r\n"
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(file.content)


def legacy_name(name: str) -> str:
    """The name once more for programs that know no `filename*` (RFC 2231): encoded words in quotes."""
    plain = parameter("name", name)[0]
    if not plain.startswith("name*"):
        return plain
    return 'name="' + "\r\n ".join(encoded_words(one_line("name of a file", name), 10)) + '"'


def multipart(subtype: str, children: list[bytes], seed: str) -> bytes:
    """Parts put together; a single one stands for itself. The boundary follows from the letter's message id."""
    if len(children) == 1:
        return children[0]
    digest = hashlib.sha256(f"{subtype} {seed}".encode()).hexdigest()[:24]
    # `=_` can stand neither in base64 nor in quoted-printable, and plain text with it is encoded.
    boundary = f"=_kept_{digest}"
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    between = f"--{boundary}\r\n".encode()
    return (
        head.encode()
        + b"".join(between + child + b"\r\n" for child in children)
        + f"--{boundary}--\r\n".encode()
    )
