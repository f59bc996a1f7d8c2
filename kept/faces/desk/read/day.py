"""Today as a list sees it: now, when we close, when the day is over; and its four bands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from kept.pledge.queries import current
from kept.rules.hours import closes_next, day_ends
from kept.rules.promise import Band

HOUR = timedelta(hours=1)
#: What the width of the last band stands for; what is due after it reaches to its end.
LATER = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Day:
    """The company's day at `now`: when it closes, and when the day is over."""

    now: datetime
    closes: datetime
    ends: datetime


def day_of(now: datetime) -> Day:
    """Today by the hours of the pledge's first brand."""
    week = current().pledge.brands[0].week
    ends = day_ends(now, week)
    return Day(now, min(closes_next(now, week), ends), ends)


def within(which: Band, day: Day) -> Q:
    """The promises that stand in this band: the same borders as `rules.promise.band` draws."""
    hour = day.now + HOUR
    return {
        Band.BROKEN: Q(due_at__lt=day.now),
        Band.HOUR: Q(due_at__gte=day.now, due_at__lte=hour),
        Band.TODAY: Q(due_at__gt=hour, due_at__lte=day.ends),
        Band.LATER: Q(due_at__gt=max(hour, day.ends)),
    }[which]
