"""How fetching goes, on the mailbox's own row: the desk, doctor and the alarm read it there."""

from datetime import datetime, timedelta

from kept.channels.mail.models import Mailbox
from kept.storage.live import tell

#: A mailbox that was not looked into for so long has no fetcher.
UNATTENDED = timedelta(minutes=15)


def went_well(mailbox: int, *, mail: bool, now: datetime, remark: str = "") -> None:
    """Record a look that worked; `mail` when it brought some, `remark` when something was not quite right."""
    changes: dict[str, object] = {
        "last_ok_at": now,
        "failing_since": None,
        "last_error": remark,
        "remedy": "",
    }
    if mail:
        changes["last_mail_at"] = now
    Mailbox.objects.filter(id=mailbox).update(**changes)


def went_wrong(mailbox: int, sentence: str, remedy: str, *, now: datetime) -> None:
    """Record why a mailbox cannot be read; the first failure of a row dates it, and open pages are told."""
    Mailbox.objects.filter(id=mailbox).update(last_error=sentence, remedy=remedy)
    if Mailbox.objects.filter(id=mailbox, failing_since=None).update(failing_since=now):
        tell("notice", "mailbox")
