"""The hold: nothing leaves until an admin confirms."""

from datetime import datetime

from django.db import transaction

from kept.contacts.models import Hold
from kept.ledger.actor import Actor
from kept.storage.live import tell, wake


def desk_held() -> bool:
    """Whether the desk is held at the moment."""
    return Hold.objects.filter(ended_at=None).exists()


def open_hold() -> Hold | None:
    """The hold that is in force, with its reason."""
    return Hold.objects.filter(ended_at=None).first()


@transaction.atomic
def hold_desk(why: str, *, now: datetime) -> None:
    """From now on nothing leaves; a desk that is held stays so for its first reason."""
    if not desk_held():
        Hold.objects.create(since=now, why=why)
        tell("outbox")


@transaction.atomic
def let_go(*, by: Actor, now: datetime) -> int:
    """An admin confirms: messages may leave again. Returns how many holds ended (0 or 1)."""
    ended = Hold.objects.filter(ended_at=None).update(ended_at=now, ended_by=str(by))
    tell("outbox")
    wake("outbox")
    return ended
