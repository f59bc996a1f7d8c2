"""Files of strangers made harmless to look at: pictures drawn anew, sound and PDF known by how they begin."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from kept.channels.mail.files import content_of
from kept.contacts.models import Attachment
from kept.refusal import Refusal

#: Bytes of a file that is opened at all, and pixels of a picture that is unpacked. JPEG is unpacked smaller.
LARGEST = 25_000_000
PIXELS = 50_000_000
#: Formats that we read. No SVG (it is a document), nothing that calls another program.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
#: Longest side of what is shown: beside the words, and by itself.
SMALL, LARGE = 640, 2000
#: What is declared is a hint which files to try; what counts is how they begin.
SOUNDS = {
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"\xff\xf2": "audio/mpeg",
    b"OggS": "audio/ogg",
    b"fLaC": "audio/flac",
    b"\x1aE\xdf\xa3": "audio/webm",
}


class NoPreview(Refusal):
    """It cannot be shown here; it can be saved."""

    code = "no_preview"
    status = 415

    def __init__(self) -> None:
        super().__init__("This file cannot be shown here.", remedy="Save it, and open it where you trust it.")


def picture(attachment: Attachment, longest: int) -> bytes:
    """The picture drawn anew as WebP, no side longer than `longest` pixels, upright, without anything else in it.

    Raises NoPreview for what is no picture of a known format, damaged, or too large to unpack.
    """
    if attachment.size > LARGEST:
        raise NoPreview
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content_of(attachment), longest)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as problem:  # all that the readers of formats raise over damaged files
        raise NoPreview from problem


def sound(attachment: Attachment) -> tuple[bytes, str]:
    """The sound and its type, told by how it begins. Raises NoPreview for anything else."""
    content = _content(attachment)
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return content, "audio/wav"
    if content[4:8] == b"ftyp" and content[8:11] in (b"M4A", b"mp4", b"iso", b"3gp"):
        return content, "audio/mp4"
    kind = next((kind for begin, kind in SOUNDS.items() if content.startswith(begin)), "")
    if not kind:
        raise NoPreview
    return content, kind


def document(attachment: Attachment) -> bytes:
    """The bytes of a PDF. Raises NoPreview for anything else."""
    content = _content(attachment)
    if not content.startswith(b"%PDF-"):
        raise NoPreview
    return content


def _content(attachment: Attachment) -> bytes:
    if attachment.size > LARGEST:
        raise NoPreview
    return content_of(attachment)


def _drawn(content: bytes, longest: int) -> bytes:
    with Image.open(BytesIO(content), formats=FORMATS) as check:
        check.verify()
    with Image.open(BytesIO(content), formats=FORMATS) as found:
        found.draft("RGB", (longest, longest))  # JPEG alone: unpacked at the size that is needed
        if found.width * found.height > PIXELS:
            raise NoPreview
        found.thumbnail((longest, longest))  # first, so that turning it takes little memory
        upright = ImageOps.exif_transpose(found)
        alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        clean = upright.convert("RGBA" if alpha else "RGB")
        clean.info.clear()
        out = BytesIO()
        clean.save(out, "WEBP", quality=82, method=2)
        return out.getvalue()
