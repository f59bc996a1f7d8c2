"""Trying quarantined mail again, and reading stored mail again, with the reader that we have now."""

from datetime import datetime

from django.conf import settings

from kept.channels.mail.intake import PARTIAL
from kept.channels.mail.marks import desk_mark
from kept.channels.mail.models import Mailbox
from kept.channels.mail.reading import Unreadable, read_mail
from kept.contacts.models import RawMessage
from kept.handling.arrival import Arrival
from kept.handling.quarantine import due_quarantines, try_again


def retry_quarantined(now: datetime, *, limit: int = 20) -> tuple[int, int]:
    """Try what is due: (tried, taken in). What still fails stays, with its reason."""
    due = due_quarantines(now=now, limit=limit)
    return len(due), sum(try_again(each, read_again, now=now) is not None for each in due)


def read_again(raw: RawMessage) -> Arrival:
    """Read a stored message as it came then. Raises Unreadable."""
    if raw.source.endswith(PARTIAL):
        raise Unreadable("Only a part of this mail was taken, because it is larger than the limit.")
    return read_mail(
        bytes(raw.body),
        envelope_from=raw.envelope_from,
        envelope_to=tuple(raw.envelope_to),
        peer=raw.peer,
        received_at=raw.received_at,
        source=raw.source,
        own_mark=desk_mark(),
        trusted_authserv=_believed(raw.source),
    )


def _believed(source: str) -> tuple[str, ...]:
    """The servers whose word about senders counts for mail that came this way."""
    door, _, number = source.partition(":")
    if door in ("smtp", "lmtp"):
        return settings.KEPT.authserv
    if door != "imap" or not number.isdigit():
        return ()
    believed = Mailbox.objects.filter(pk=int(number)).values_list("believed", flat=True).first()
    return tuple(believed or ())
