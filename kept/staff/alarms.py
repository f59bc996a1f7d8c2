"""Alarms about the desk itself: raised once, ended when the trouble is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.staff.models import Alarm
from kept.storage.live import tell


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, as a sentence, and what helps. `key` names the same trouble each time it is seen."""

    key: str
    words: str
    remedy: str


def open_alarms() -> list[Alarm]:
    """What is wrong at the moment, the oldest first."""
    return list(Alarm.objects.filter(ended_at=None).order_by("since", "pk"))


@transaction.atomic
def note_troubles(troubles: Sequence[Trouble], *, now: datetime) -> int:
    """Raise what is new, end what is over; returns how many alarms are open."""
    there = {alarm.key: alarm for alarm in Alarm.objects.select_for_update().filter(ended_at=None)}
    seen = {trouble.key: trouble for trouble in troubles}
    over = [alarm.pk for key, alarm in there.items() if key not in seen]
    Alarm.objects.filter(pk__in=over).update(ended_at=now)
    for key, trouble in seen.items():
        if key not in there:
            Alarm.objects.create(key=key, words=trouble.words, remedy=trouble.remedy, since=now)
        elif (there[key].words, there[key].remedy) != (trouble.words, trouble.remedy):
            Alarm.objects.filter(pk=there[key].pk).update(words=trouble.words, remedy=trouble.remedy)
    if over or seen.keys() - there.keys():
        tell("notice")
    return len(seen)
