"""What is wrong with the desk itself, in words, across the top of every page until it is put right."""

from dataclasses import dataclass

from django.urls import reverse

from kept.contacts.hold import open_hold
from kept.staff.alarms import open_alarms


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """One thing that is wrong; `act` names what the link leads to."""

    sentence: str
    remedy: str
    url: str = ""
    act: str = ""


def alarms() -> list[AlarmSeen]:
    """Everything that somebody must put right before the desk can be trusted."""
    hold = open_hold()
    found = []
    if hold is not None:
        words = f"{hold.why} An admin confirms."
        found.append(AlarmSeen("Nothing leaves this desk.", words, reverse("desk:outbox"), "To the outbox"))
    found += [AlarmSeen(row.words, row.remedy, reverse("desk:settings"), "Set-up") for row in open_alarms()]
    return found
