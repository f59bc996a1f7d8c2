"""Bytes to text: the declared charset if it can be true, else UTF-8, else Windows-1252 as a guess."""

import codecs
import re

#: Labels that mean something wider in practice than the standard says (as browsers read them),
#: and names that mail programs invented.
WIDER = {
    "": "",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp-ms": "iso2022_jp",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf8": "utf_8",
    "utf-8": "utf_8",
    "utf8mb4": "utf_8",
    "x-utf-8": "utf_8",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "unknown": "",
    "x-unknown": "",
    "unknown-8bit": "",
    "8bit": "",
    "7bit": "",
    "binary": "",
    "default": "",
    "none": "",
}
#: Python codecs that are no charset of a message, and that a sender must not be able to choose.
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}

META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.I)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
HIGH_CONTROLS = {n: bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xA0)}


def decode(data: bytes, charset: str = "", *, html: bool = False) -> tuple[str, str, bool]:
    """Return (text, the codec used, whether it is a guess). Never raises.

    The text holds no NUL and no lone surrogate, which a database could not store.
    """
    if data.isascii() and (not charset or charset.lower() in ("utf-8", "us-ascii", "iso-8859-1")):
        return storable(data.decode("ascii")), "us-ascii", False
    codec = codec_of(charset)
    if html and not codec and (meta := META.search(data, 0, 4096)):
        codec = codec_of(meta[1].decode("ascii"))
    if codec == "cp1252" and "ascii" in charset.lower():
        codec = ""  # it said ASCII and is not
    if codec == "cp1252":
        return storable(windows_1252(data)), "cp1252", False
    if codec:
        text, certain = as_declared(data, codec)
        if text is not None:
            return storable(text), codec, not certain
    try:
        return storable(data.decode("utf-8-sig")), "utf-8", False
    except UnicodeDecodeError:
        return storable(windows_1252(data)), "cp1252", True


def codec_of(charset: str) -> str:
    """The Python codec to read this label with, "" when there is none that may be used."""
    label = charset.strip(" \t\r\n\"'<>;").lower()
    if label in WIDER:
        return WIDER[label]
    if len(label) > 40 or not label.isascii():
        return ""
    if label.startswith("cs"):  # the csISOLatin1 family of aliases
        label = label[2:]
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) and found.name not in REFUSED else ""


def as_declared(data: bytes, codec: str) -> tuple[str | None, bool]:
    """The text read as declared and whether nothing was lost, or None when the label cannot be true."""
    if codec.startswith(("utf-16", "utf_16", "utf-32", "utf_32")) and b"\x00" not in data and data.isascii():
        return None, False  # two bytes per letter without a single zero: it is plain ASCII
    try:
        return data.decode(codec if codec not in ("utf_8", "utf-8") else "utf-8-sig"), True
    except UnicodeError:
        pass
    if codec == "iso2022_jp":
        return iso_2022_jp_with_vendor_rows(data), True
    text = data.decode(codec, "replace")
    lost = text.count("\ufffd")
    if codec in ("utf_8", "utf-8") and lost >= sum(1 for c in text if c > "\x7f" and c != "\ufffd"):
        return None, False  # more is broken than right: it is another charset
    return (text, False) if lost * 4 < max(len(text), 8) else (None, False)


def windows_1252(data: bytes) -> str:
    """Every byte means something: the five unassigned ones become control characters, as in browsers."""
    return data.decode("latin-1").translate(HIGH_CONTROLS)


def iso_2022_jp_with_vendor_rows(data: bytes) -> str:
    """ISO-2022-JP with the NEC and IBM rows (①, ㈱) that the standard lacks and Japanese mail uses."""
    text: list[str] = []
    double = False
    for piece in re.split(rb"(\x1b[$(][@-Z])", data):
        if piece[:1] == b"\x1b" and len(piece) == 3:
            double = piece[1:2] == b"$"
        elif double:
            text.append(b"".join(map(shift_jis_pair, piece[0::2], piece[1::2])).decode("cp932", "replace"))
        else:
            text.append(piece.decode("ascii", "replace"))
    return "".join(text)


def shift_jis_pair(first: int, second: int) -> bytes:
    """A JIS X 0208 pair in Shift JIS."""
    first, second = first & 0x7F, second & 0x7F
    if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
        return b"?"
    lead = ((first - 0x21) >> 1) + (0x81 if first < 0x5F else 0xC1)
    trail = second + (0x7E if first % 2 == 0 else 0x1F + (second >= 0x60))
    return bytes((lead, trail))


def storable(text: str) -> str:
    """Without NUL and lone surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    return UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)
