"""The hold: nothing leaves until an admin confirms."""

from datetime import datetime

from django.db import transaction

from kept.contacts.facts import DeskHeld, DeskLetGo, DeskRestored
from kept.contacts.models import Hold
from kept.ledger.actor import SETUP, Actor
from kept.ledger.checkpoint import make_checkpoint
from kept.ledger.models import COMPANY, Entry
from kept.ledger.record import record
from kept.storage.live import tell, wake


def desk_held() -> bool:
    """Whether the desk is held at the moment."""
    return Hold.objects.filter(ended_at=None).exists()


def open_hold() -> Hold | None:
    """The hold that is in force, with its reason."""
    return Hold.objects.filter(ended_at=None).first()


@transaction.atomic
def hold_desk(why: str, *, now: datetime, by: Actor = SETUP) -> None:
    """From now on nothing leaves; a desk that is held stays so for its first reason."""
    if not desk_held():
        hold = Hold.objects.create(since=now, why=why)
        record(DeskHeld(hold.pk), customer=COMPANY, by=by, now=now)
        tell("outbox")


@transaction.atomic
def let_go(*, by: Actor, now: datetime) -> int:
    """An admin confirms: messages may leave again. Returns how many holds ended (0 or 1)."""
    hold = Hold.objects.select_for_update().filter(ended_at=None).first()
    if hold is None:
        return 0
    Hold.objects.filter(pk=hold.pk).update(ended_at=now, ended_by=str(by))
    record(DeskLetGo(hold.pk), customer=COMPANY, by=by, now=now)
    if Entry.objects.filter(customer_id=COMPANY, kind=DeskRestored.kind, at__gte=hold.since).exists():
        # The admin accepts what the backup knows: checkpoints begin afresh from it. Should the folder be away, the
        # desk is let go all the same, and `kept doctor` and the next checkpoint say so.
        transaction.on_commit(lambda: make_checkpoint(by=by, now=now, afresh=True), robust=True)
    tell("outbox")
    wake("outbox")
    return 1
