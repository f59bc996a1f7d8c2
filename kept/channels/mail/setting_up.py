"""Setting up the way out: the relay and its test mail. Its password is sealed; the company's chain says who did it."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from typing import ClassVar

from django.db import transaction

from kept.channels.mail.models import Relay
from kept.channels.mail.sending import choosing as sending
from kept.channels.mail.sending.relay import RelaySettings
from kept.handling.gates import may_administer
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.staff.models import Agent
from kept.storage.live import tell, wake


@dataclass(frozen=True, slots=True)
class RelaySet:
    """The way out was set or changed."""

    kind: ClassVar[str] = "mail.relay_set"
    security: str
    port: int


@transaction.atomic
def keep_relay(settings: RelaySettings, *, by: Agent, now: datetime) -> None:
    """Send by this relay from now on; what was held leaves."""
    may_administer(by, "set up the relay")
    values = {
        "protocol": settings.protocol,
        "security": settings.security,
        "host": settings.host,
        "port": settings.port,
        "user": settings.user,
        "password": sending.sealed(settings.password),
        "failing_since": None,
        "last_error": "",
        "remedy": "",
    }
    Relay.objects.update_or_create(pk=1, defaults=values)
    record(RelaySet(settings.security, settings.port), customer=COMPANY, by=by.actor, now=now)
    tell("outbox")
    wake("outbox")


def test_mail(sender: str, to: str, *, now: datetime) -> bytes:
    """The words of a relay's live test, as bytes to hand over."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, "A test of Kept"
    mail["Date"] = formatdate(now.timestamp())
    mail["Message-ID"] = make_msgid("kept-test", sender.rpartition("@")[2] or None)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Kept sent this to see whether mail leaves. It does.\n")
    return mail.as_bytes()
