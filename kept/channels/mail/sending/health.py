"""How sending goes, on the relay's own row: the desk, doctor and the alarm read it there."""

from datetime import datetime, timedelta

from kept.channels.mail.models import Relay
from kept.storage.live import tell

#: `last_ok_at` is not written for every message.
_SPARING = timedelta(seconds=30)


def relay_works(*, now: datetime) -> None:
    """The relay answered: whatever it said about a message, it can be reached."""
    rows = Relay.objects.filter(id=1)
    if rows.filter(failing_since=None, last_ok_at__gt=now - _SPARING).exists():
        return
    if not rows.update(last_ok_at=now, failing_since=None, last_error="", remedy=""):
        Relay.objects.get_or_create(id=1, defaults={"last_ok_at": now})


def relay_failed(words: str, *, now: datetime) -> None:
    """The relay cannot be reached; the first failure of a row dates it, and open pages are told."""
    Relay.objects.get_or_create(id=1)
    Relay.objects.filter(id=1).update(last_error=words)
    if Relay.objects.filter(id=1, failing_since=None).update(failing_since=now):
        tell("notice", "relay")
