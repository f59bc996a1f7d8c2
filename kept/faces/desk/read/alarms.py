"""What is wrong with the desk itself, in words, across the top of every page until it is put right."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

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
        words = f"{hold.why} {_('An admin confirms.')}"
        found.append(
            AlarmSeen(_("Nothing leaves this desk."), words, reverse("desk:outbox"), _("To the outbox"))
        )
    found += [
        AlarmSeen(row.words, row.remedy, reverse("desk:settings"), _("Set-up")) for row in open_alarms()
    ]
    return found
