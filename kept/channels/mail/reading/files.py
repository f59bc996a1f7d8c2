"""Attachments: their names made harmless, their size and hash over the decoded bytes."""

import hashlib
import re

from kept.channels.mail.reading.headers import split_head
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.transfer import decode_transfer
from kept.channels.mail.reading.words import header_text
from kept.handling.arrival import Attachment

LONGEST_NAME = 200

#: Control characters, and those that turn the direction of writing to hide an ending (`gpj.exe`).
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
FORBIDDEN = re.compile(r'[<>:"|?*]')
ENDINGS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}
NAMES = {
    "message/delivery-status": "delivery status",
    "text/rfc822-headers": "returned header",
    "text/calendar": "invitation",
    "application/pgp-signature": "signature",
    "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature",
    "application/ms-tnef": "winmail",
}


def attachment(part: Part, warnings: list[str]) -> Attachment:
    """Describe a part that is a file. Its bytes can be had again by `attachment_bytes`."""
    content = decoded(part, warnings)
    return Attachment(
        path=part.path,
        name=file_name(part, content),
        content_type=part.content_type[:200],
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        content_id=part.content_id[:500],
        inline=part.disposition == "inline" or bool(part.content_id and part.disposition != "attachment"),
    )


def decoded(part: Part, warnings: list[str]) -> bytes:
    """The body of a leaf without its transfer encoding; what was odd goes into the warnings."""
    content, odd = decode_transfer(part.body, part.encoding, text=part.is_text)
    if odd:
        warnings.append(f"part {part.path or '1'}: {odd}")
    return content


def file_name(part: Part, content: bytes) -> str:
    """The given name without paths and tricks, or one made from what the part is."""
    name = HIDDEN.sub("", part.name).replace("\\", "/").rpartition("/")[2]
    name = FORBIDDEN.sub("_", " ".join(name.split())).strip(" .")
    if name:
        stem, dot, ending = name.rpartition(".")
        if len(name) > LONGEST_NAME and dot and len(ending) < 20:
            return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
        return name[:LONGEST_NAME]
    ending = ENDINGS.get(part.content_type, "")
    if part.content_type == "message/rfc822":
        subject = header_text(
            split_head(content, 0, min(len(content), 100_000), root=True)[0].first("subject")
        )
        title = FORBIDDEN.sub("_", HIDDEN.sub("", subject)).replace("/", "_").strip(" .")[:100]
        return (title or "message") + ending
    return NAMES.get(part.content_type, part.content_type.partition("/")[0] or "file") + ending
