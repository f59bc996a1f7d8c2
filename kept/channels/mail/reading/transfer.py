"""Content-Transfer-Encoding undone, tolerantly: what can be read is read, what is odd is said."""

import binascii
import re

WHITESPACE = b" \t\r\n\x0b\x0c"
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SOFT_BREAK_WITH_SPACE = re.compile(rb"=[ \t]+(?=\r?\n)")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ?[^\r\n]*\r?\n", re.M)


def decode_transfer(data: bytes, encoding: str, *, text: bool) -> tuple[bytes, str]:
    """Return (bytes, what was odd or ""). `text` says whether a plain footer after base64 is to be kept."""
    match encoding:
        case "" | "7bit" | "8bit" | "binary":
            return data, ""
        case "base64":
            return base64(data, text=text)
        case "quoted-printable":
            return quoted_printable(data), ""
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return uuencoded(data)
    return data, f"unknown transfer encoding {encoding[:40]!r}, taken as it is"


def base64(data: bytes, *, text: bool = False) -> tuple[bytes, str]:
    """Ignore junk, go on after padding, complete a short end; a plain footer below is kept in a text."""
    packed = data.translate(None, WHITESPACE)
    try:
        return binascii.a2b_base64(packed, strict_mode=True), ""
    except binascii.Error:
        pass
    out: list[bytes] = []
    lines = data.splitlines(keepends=True)
    pending = b""
    for n, line in enumerate(lines):
        packed = line.translate(None, WHITESPACE)
        junk = packed.translate(None, ALPHABET + b"=")
        if is_prose(line, junk) and not any(is_base64_line(later) for later in lines[n + 1 : n + 4]):
            out.append(completed(pending))
            if text:
                return b"".join(out) + b"".join(lines[n:]), "plain text after the base64"
            return b"".join(out), "something that is no base64 follows the base64, left out"
        if junk:
            packed = packed.translate(None, junk)
        pending += packed
        if b"=" in pending:
            *ended, pending = re.split(rb"=+", pending)
            out.extend(map(completed, ended))
        elif len(pending) >= 4096:
            whole = len(pending) - len(pending) % 4
            out.append(completed(pending[:whole]))
            pending = pending[whole:]
    out.append(completed(pending))
    return b"".join(out), "base64 repaired"


def is_prose(line: bytes, junk: bytes) -> bool:
    """Words between spaces, a rule of dashes, an address: not a damaged line of base64."""
    stripped = line.strip()
    written = b" " in stripped or b"@" in stripped or b"://" in stripped
    return bool(stripped) and (written or len(junk) * 2 > len(stripped))


def is_base64_line(line: bytes) -> bool:
    packed = line.strip()
    return len(packed) >= 56 and not packed.translate(None, ALPHABET + b"=")


def completed(piece: bytes) -> bytes:
    """Decode a piece without padding, whatever its length."""
    piece = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)) if piece else b""


def quoted_printable(data: bytes) -> bytes:
    """Decode; bytes that are illegal there (raw 8-bit, controls) and half escapes stay as they are."""
    if b"= " in data or b"=\t" in data:
        data = SOFT_BREAK_WITH_SPACE.sub(b"=", data)
    return binascii.a2b_qp(data)


def uuencoded(data: bytes) -> tuple[bytes, str]:
    """The first file of a uuencoded body, line by line; a damaged line is cut to what its length allows."""
    begin = UU_BEGIN.search(data)
    if begin is None:
        return data, "said to be uuencoded, but nothing begins there"
    if data.startswith(b"begin-base64", begin.start()):
        return base64(data[begin.end() :].partition(b"====")[0])
    out: list[bytes] = []
    odd = ""
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`", b""):
            if line.strip() == b"end":
                break
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                odd = "a damaged line in the uuencoded file was left out"
    return b"".join(out), odd
