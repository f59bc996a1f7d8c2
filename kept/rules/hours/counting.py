"""Counting open time: when a span is used up, when we open and close next, how long we were open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.rules.hours.span import Span
from kept.rules.hours.week import ONE_DAY, Stretch, Week, first_shown

SEARCH_DAYS = 5 * 366
"""How far ahead an opening is looked for before we say that there is none."""


class NeverOpen(ValueError):
    """The week does not open, or not often enough, within the years that are searched."""


def due(start: datetime, span: Span, week: Week) -> datetime:
    """The earliest moment (UTC) at which the span is used up: at close, not at the next open.

    Minutes and hours are real minutes in which we are open. Days end at the closing time of the n-th business
    day after the local date of the start, whatever the hour. Raises NeverOpen.
    """
    if span.in_days:
        return _closing_after(_local_date(start, week), span.count, week)
    return after(start, span.length, week)


def after(start: datetime, length: timedelta, week: Week) -> datetime:
    """The earliest moment (UTC) at which we have been open for so long since start; start itself for none."""
    left = length
    reached = _utc(start)
    if left <= timedelta(0):
        return reached
    for opens, closes in _stretches_from(reached, week):
        begins = max(opens, reached)
        if begins < closes:
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
            reached = closes
    raise _never(week)


def is_open(at: datetime, week: Week) -> bool:
    """True from the moment of opening up to, and not at, the moment of closing."""
    moment = _utc(at)
    first = _local_date(moment, week) - ONE_DAY
    days = (week.stretches(first + n * ONE_DAY) for n in range(3))
    return any(opens <= moment < closes for day in days for opens, closes in day)


def opens_next(start: datetime, week: Week) -> datetime:
    """Next moment (UTC) we are open; `start` itself if we are open then. Raises NeverOpen."""
    moment = _utc(start)
    for opens, closes in _stretches_from(moment, week):
        if closes > moment:
            return max(opens, moment)
    raise _never(week)


def closes_next(start: datetime, week: Week) -> datetime:
    """Closing time (UTC) of the shift that is open at `start`, else of the next one. Raises NeverOpen.

    Shifts that overlap are one. Those that only touch at midnight are two: a house that never closes does so
    at 24:00.
    """
    moment = _utc(start)
    found: datetime | None = None
    for opens, closes in _stretches_from(moment, week):
        if found is not None and opens >= found:
            return found
        if closes > moment:
            found = closes if found is None else max(found, closes)
    if found is None:
        raise _never(week)
    return found


def day_ends(at: datetime, week: Week) -> datetime:
    """When the day of `at` is over (UTC): at 24:00, or at the later close of a shift that opened on it."""
    day = _local_date(at, week)
    midnight = end_of_date(day, week.zone)
    stretches = week.stretches(day)
    return max(midnight, stretches[-1][1]) if stretches else midnight


def end_of_date(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of a bare date in the zone, as an instant (UTC)."""
    return first_shown(day + ONE_DAY, 0, zone)


def open_time(a: datetime, b: datetime, week: Week) -> timedelta:
    """How long we are open from a to b; ValueError when b lies before a."""
    begin, end = _utc(a), _utc(b)
    if end < begin:
        raise ValueError("Open time is counted forwards: the end lies before the beginning.")
    total = timedelta(0)
    reached = begin
    day, last = _local_date(begin, week) - ONE_DAY, _local_date(end, week) + ONE_DAY
    while day <= last:
        for opens, closes in week.stretches(day):
            begins, ends = max(opens, reached), min(closes, end)
            if begins < ends:
                total += ends - begins
                reached = ends
        day += ONE_DAY
    return total


def _closing_after(day: date, count: int, week: Week) -> datetime:
    for n in range(1, SEARCH_DAYS if week.ever_opens else 0):
        stretches = week.stretches(day + n * ONE_DAY)
        if stretches:
            count -= 1
            if count == 0:
                return stretches[-1][1]
    raise _never(week)


def _stretches_from(moment: datetime, week: Week) -> Iterator[Stretch]:
    """The stretches that can reach past the moment, from the night of the day before onwards, in order."""
    first = _local_date(moment, week) - ONE_DAY
    for n in range(SEARCH_DAYS if week.ever_opens else 0):
        yield from week.stretches(first + n * ONE_DAY)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("This moment has no time zone: business time is counted for aware datetimes only.")
    return moment.astimezone(UTC)


def _local_date(moment: datetime, week: Week) -> date:
    if moment.tzinfo is None:
        raise ValueError("This moment has no time zone: business time is counted for aware datetimes only.")
    return moment.astimezone(week.zone).date()


def _never(week: Week) -> NeverOpen:
    years = SEARCH_DAYS // 366
    return NeverOpen(f"This week ({week.zone.key}) is not open long enough within the next {years} years.")
