"""Files of mails: read out of the raw source until the worker has put them into the file store."""

from datetime import datetime

from kept.channels.mail.reading import attachment_bytes
from kept.contacts.files import get, put
from kept.contacts.models import Attachment, Contact, RawMessage
from kept.refusal import NotFound
from kept.storage.fanning import fan_out


def content_of(attachment: Attachment) -> bytes:
    """The bytes of an attachment, wherever they lie. The raw source has them even if the store lost them."""
    if attachment.stored_at is not None:
        try:
            return get(attachment)
        except OSError:
            pass  # the store is away or lost it: the raw source still has it
    return _from_raw(attachment)


def store_files(*, now: datetime, limit: int = 50) -> int:
    """Put new attachments into the file store; returns how many. Same bytes of one customer are stored once."""
    with fan_out("attachments not in the file store yet"):
        new = list(Attachment.objects.filter(stored_at=None).order_by("pk")[:limit])
    for attachment in new:
        put(attachment, _from_raw(attachment))
        Attachment.objects.filter(customer_id=attachment.customer_id, pk=attachment.pk).update(stored_at=now)
    return len(new)


def _from_raw(attachment: Attachment) -> bytes:
    raw_id = (
        Contact.objects.filter(customer_id=attachment.customer_id, pk=attachment.contact_id)
        .values_list("raw_id", flat=True)
        .first()
    )
    raw = RawMessage.objects.filter(pk=raw_id).first()
    if raw is None:
        raise NotFound("The message that this file came with is not here any more.")
    return attachment_bytes(bytes(raw.body), attachment.path)
