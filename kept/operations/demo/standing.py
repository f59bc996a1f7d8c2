"""Whether this desk is a demo desk, and whether it may become one."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from kept.channels.mail.sending.choosing import chosen
from kept.contacts.models import RawMessage
from kept.customers.models import Customer
from kept.ledger.actor import SETUP
from kept.ledger.models import COMPANY, Entry
from kept.ledger.record import record
from kept.operations.demo.facts import DemoBegun
from kept.pledge.models import PledgeVersion
from kept.pledge.schema import default_text
from kept.refusal import Refusal
from kept.storage.fanning import fan_out

#: Grows when a demo of before would look odd beside one of today.
EDITION = 1

#: One filling at a time. Any constant of our own will do.
_LOCK = 0x6B706464


class NotADemo(Refusal):
    """This desk is, or may become, somebody's real one."""

    code = "not_a_demo"


def is_demo() -> bool:
    """Whether the company's chain says that this desk was begun as a demo."""
    return Entry.objects.filter(customer_id=COMPANY, kind=DemoBegun.kind).exists()


def begin(now: datetime) -> None:
    """Make an empty desk a demo desk. Raises NotADemo for one that is somebody's. Inside a transaction."""
    with fan_out("whether there is any customer"):
        used = Customer.objects.exists() or RawMessage.objects.exists()
    if used:
        raise NotADemo(
            "This desk has customers of its own.", remedy="Set KEPT_HOME to another folder for the demo."
        )
    pledges = set(PledgeVersion.objects.values_list("text", flat=True))
    if pledges - {default_text()}:
        raise NotADemo(
            "This desk has a pledge of its own.", remedy="Set KEPT_HOME to another folder for the demo."
        )
    if not settings.KEPT.demo and chosen() is not None:
        raise NotADemo(
            "This desk can send mail, and the demo's people do not exist.",
            remedy="Set KEPT_DEMO=yes: then nothing leaves this machine.",
        )
    record(DemoBegun(EDITION), customer=COMPANY, by=SETUP, now=now)


def lock() -> None:
    """Only one process fills at a time; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
