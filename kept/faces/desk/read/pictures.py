"""Pictures that lie in a mail itself, written into its page: the sandboxed frame may fetch nothing, not even ours."""

from base64 import b64encode

from kept.channels.mail.files import content_of
from kept.contacts.models import Attachment, Contact

#: Bytes of one picture, and of all pictures of a mail.
LARGEST = 1_000_000
MOST = 4_000_000
#: How the files of each kind begin. What is declared does not count, and SVG is none of them.
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def pictures(contact: Contact) -> dict[str, str]:
    """Content-ID to data: address, for the small raster pictures of this mail."""
    found: dict[str, str] = {}
    left = MOST
    rows = Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk).exclude(
        content_id=""
    )
    for row in rows.order_by("id"):
        if row.size > min(LARGEST, left):
            continue
        content = content_of(row)
        kind = _kind(content)
        if kind:
            found[row.content_id.strip("<>")] = f"data:{kind};base64,{b64encode(content).decode()}"
            left -= row.size
    return found


def _kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in BEGINNINGS.items() if content.startswith(begin)), "")
