"""Mail: what the alarms say, and what works."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from kept.channels.mail.models import Mailbox
from kept.channels.mail.sending.trying import try_relay
from kept.operations import alarms
from kept.operations.alarms.ways import SealedElsewhere, relay_in_force
from kept.operations.doctor.finding import Finding, bad, good, warning

#: Alarms for somebody to look at, while the desk itself works.
KNOWN = ("hold", "quarantine", "outbox:held", "outbox:unsure", "intake:silent")


def look(*, now: datetime) -> Iterator[Finding]:
    """Everything that the alarms would say, and whether mail can come and go."""
    troubles = alarms.troubles(now=now)
    for trouble in troubles:
        verdict = warning if trouble.key in KNOWN else bad
        yield verdict(trouble.key.split(":")[0], trouble.words, trouble.remedy)
    yield from _way_out()
    keys = {trouble.key for trouble in troubles}
    mailboxes = Mailbox.objects.filter(enabled=True).count()
    if mailboxes and not any(key.startswith("mailbox:") for key in keys):
        words = "The mailbox is" if mailboxes == 1 else f"All {mailboxes} mailboxes are"
        yield good("mailbox", f"{words} read.")
    if not any(key.startswith("outbox:") for key in keys):
        yield good("outbox", "Nothing waits in the outbox for longer than it should.")
    if "quarantine" not in keys:
        yield good("quarantine", "Nothing is in quarantine.")


def _way_out() -> Iterator[Finding]:
    if settings.KEPT.demo:
        yield good("relay", "Mail goes to the demo's sandbox mailbox.")
        return
    try:
        relay = relay_in_force()
    except SealedElsewhere:
        return  # the alarm has said it
    if relay is None:
        yield warning(
            "relay",
            "No way to send mail is set up, so all mail is held.",
            "Set up the relay in the settings, or by KEPT_RELAY.",
        )
        return
    for check in try_relay(relay):
        yield good("relay", check.sentence) if check.ok else bad("relay", check.sentence, check.remedy)
