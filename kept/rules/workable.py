"""Whether somebody can keep a promise at its time: not past, not while nobody is here; and what would work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from kept.rules.hours import NeverOpen, Week, closes_next, is_open, open_time, opens_next
from kept.rules.promise import Kind

#: Kinds for which somebody has to be here at that very moment, and not only before it.
AT_THAT_MOMENT = frozenset({Kind.CALL_BACK, Kind.VISIT})
#: Rights that we grant end by the calendar; nobody has to work for them.
BY_CALENDAR = frozenset({Kind.CONCESSION})
#: A promise that leaves us less open time than this leaves none.
SOONEST = timedelta(minutes=5)
#: Shifts after it in which a better time is looked for: two weeks and more of two shifts a day.
STRETCHES = 60
MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)


class Hitch(StrEnum):
    """Why a time does not work."""

    PAST = "past"
    HOLIDAY = "holiday"
    CLOSED = "closed"  # a day, or an hour, on which nobody is here
    NO_TIME = "no_time"  # nobody is here between now and then


@dataclass(frozen=True, slots=True)
class Workable:
    """No hitch: it works. Else `better` is the nearest time that does, None when we never open."""

    hitch: Hitch | None = None
    better: datetime | None = None

    @property
    def works(self) -> bool:
        return self.hitch is None


def workable(kind: Kind, due_at: datetime, week: Week, *, now: datetime) -> Workable:
    """Whether a promise of this kind can be kept by `due_at`, as far as hours and holidays say.

    A time is fine when we are open then, or close at it; midnight stands for the whole day before it.
    """
    hitch = _hitch(kind, due_at, week, now)
    if hitch is None:
        return Workable()
    times = islice(_times(kind, max(due_at, now), week), STRETCHES)
    return Workable(hitch, next((time for time in times if _hitch(kind, time, week, now) is None), None))


def _hitch(kind: Kind, due_at: datetime, week: Week, now: datetime) -> Hitch | None:
    if due_at <= now:
        return Hitch.PAST
    if kind in BY_CALENDAR:
        return None
    whole_day = _ends_a_day_of_work(due_at, week) and kind not in AT_THAT_MOMENT
    if not whole_day and not is_open(due_at, week) and not is_open(due_at - MINUTE, week):
        day = (due_at - MINUTE).astimezone(week.zone).date()
        return Hitch.HOLIDAY if week.is_holiday(day) and week.shifts.get(day.weekday()) else Hitch.CLOSED
    return Hitch.NO_TIME if open_time(now, due_at, week) < min(SOONEST, due_at - now) else None


def _ends_a_day_of_work(at: datetime, week: Week) -> bool:
    local = at.astimezone(week.zone)
    return (local.hour, local.minute) == (0, 0) and bool(week.stretches((local - MINUTE).date()))


def _times(kind: Kind, near: datetime, week: Week) -> Iterator[datetime]:
    """Times that could do instead: the close before it on the same day, then one in each shift, or day, after it."""
    day = (near - MINUTE).astimezone(week.zone).date()
    yield from reversed([closing for _, closing in week.stretches(day) if closing <= near])
    try:
        at = opens_next(near, week)
        for _ in range(STRETCHES):
            closing = closes_next(at, week)
            if kind in AT_THAT_MOMENT:
                yield min(at + AN_HOUR, closing)
                yield closing
            else:
                day = at.astimezone(week.zone).date()
                yield max([closing, *(end for _, end in week.stretches(day))])
            at = opens_next(closing, week)
    except NeverOpen:
        return  # there is no time that would do
