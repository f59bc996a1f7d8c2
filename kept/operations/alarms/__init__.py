"""What is wrong with the desk itself: looked for every so often, raised once, ended when it is over."""

from datetime import datetime

from kept.operations.alarms import ledger, machine, mail
from kept.staff.alarms import Trouble, note_troubles


def look_for_trouble(*, now: datetime) -> int:
    """Raise what is new, end what is over; returns how many alarms are open."""
    return note_troubles(troubles(now=now), now=now)


def troubles(*, now: datetime) -> list[Trouble]:
    """Everything that somebody must put right, as it stands now. Changes nothing."""
    return [*mail.troubles(now=now), *ledger.troubles(now=now), *machine.troubles()]
