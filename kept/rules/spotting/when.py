"""A time as said (day, clock, length), and the instant that it means on a given day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.rules.hours import NeverOpen, Week, after, end_of_date
from kept.rules.hours.week import first_shown

_FRIDAY = 4
_FARTHEST = 3_700
"""Days: nobody commits himself further ahead than ten years."""


@dataclass(frozen=True, slots=True)
class When:
    """What the words say; `day` is a recipe that needs today."""

    day: tuple[str, int, int, int] | None = None
    """How the day is found, and up to three numbers for it: see `_day`."""
    minute: int | None = None
    """Of the day, as a clock or a part of the day gives it."""
    length: tuple[int, str] | None = None
    """So many minutes, hours, days … from now."""
    afternoon: bool = False
    """A part of the day was named that puts a bare hour after noon."""
    clock: bool = False
    """The minute was read from a clock, not from a part of the day."""
    past: bool = False
    """The words look back: no due time."""
    vague: bool = False
    """A time that fixes nothing: "in a few days", "within a week of its arrival"."""
    before: bool = False
    """The day itself is too late: "before Friday"."""
    deadline: bool = False
    """Said with by, until, within: it is the limit where several times are named."""

    def joined(self, other: When) -> When | None:
        """Both as one time; None where they do not complete each other."""
        if self.length or other.length:
            return None
        dated = other.day if other.day and other.day[0] in ("date", "of_month") else None
        if self.day and other.day and not (dated and "weekday" in self.day[0]):
            return None  # "Friday, 14 March" is one day, "today, tomorrow" are two
        if self.minute is not None and other.minute is not None and self.clock == other.clock:
            return None
        minute, clock = (self.minute, self.clock) if self.clock else (other.minute, other.clock)
        if minute is None:
            minute, clock = self.minute, self.clock
        return replace(
            self,
            day=dated or self.day or other.day,
            minute=minute,
            clock=clock,
            afternoon=self.afternoon or other.afternoon,
            past=self.past or other.past,
            vague=self.vague or other.vague,
            before=self.before or other.before,
            deadline=self.deadline or other.deadline,
        )


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where times are read: the moment, the zone of the one who is promised, the brand's week."""

    now: datetime
    zone: ZoneInfo
    week: Week

    @property
    def local(self) -> datetime:
        """Now, on a clock in the zone."""
        return self.now.astimezone(self.zone)


def instant(when: When, at: Standpoint) -> datetime | None:
    """The moment (UTC) that is meant; None for a vague time or one that no calendar has."""
    if when.vague or when.past:
        return None
    try:
        return _instant(when, at)
    except (ValueError, OverflowError, NeverOpen):  # 31 February, year 9999, a house that never opens
        return None


def _instant(when: When, at: Standpoint) -> datetime | None:
    today = at.local.date()
    if when.length is not None:
        return _after_length(*when.length, at)
    minute = when.minute
    if minute is not None and when.clock and when.afternoon and minute < 12 * 60:
        minute += 12 * 60
    if when.day is None:
        if minute is None:
            return None
        said = first_shown(today, minute, at.zone)
        return said if said > at.now else first_shown(today + timedelta(days=1), minute, at.zone)
    day = _day(when.day, today)
    if abs((day - today).days) > _FARTHEST:
        return None
    if minute is not None:
        return first_shown(day, minute, at.zone)
    return end_of_date(day - timedelta(days=1) if when.before else day, at.zone)


def _after_length(count: int, unit: str, at: Standpoint) -> datetime | None:
    if count > _FARTHEST:
        return None
    now = at.now.astimezone(UTC)
    if unit in ("m", "h"):
        return now + timedelta(minutes=count * (60 if unit == "h" else 1))
    if unit == "wh":
        return after(now, timedelta(hours=count), at.week)
    today = at.local.date()
    if unit == "wd":
        return end_of_date(_working_day(today, count, at.week), at.zone)
    if unit in ("mo", "y"):
        return end_of_date(_months_on(today, count * (12 if unit == "y" else 1)), at.zone)
    return end_of_date(today + timedelta(days=count * {"w": 7, "fn": 14}.get(unit, 1)), at.zone)


def _working_day(day: date, count: int, week: Week) -> date:
    """The n-th Monday to Friday after the day that is no holiday; for none, the day itself."""
    for _ in range(_FARTHEST):
        if count == 0:
            return day
        day += timedelta(days=1)
        if day.weekday() <= _FRIDAY and not week.is_holiday(day):
            count -= 1
    raise ValueError("So many working days are not within ten years.")


def _months_on(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(recipe: tuple[str, int, int, int], today: date) -> date:
    """The date of a recipe: `ahead` days, `weekday`, `date` (day, month, year or 0), and so on."""
    how, first, second, third = recipe
    monday = today - timedelta(days=today.weekday())
    match how:
        case "ahead":
            return today + timedelta(days=first)
        case "weekday":  # the next one, never today; second: weeks after that
            return today + timedelta(days=(first - today.weekday() - 1) % 7 + 1 + 7 * second)
        case "this_weekday":
            return today + timedelta(days=(first - today.weekday()) % 7)
        case "in_week":  # weekday first of the week that begins so many weeks from this one
            found = monday + timedelta(days=first + 7 * second)
            return found if found >= today else found + timedelta(days=7)
        case "month_end":  # of the month so many months from now
            shown = _months_on(today.replace(day=1), first)
            return shown.replace(day=calendar.monthrange(shown.year, shown.month)[1])
        case "end_of_month":  # of a month by its number; second: the day at which it ends, 0 the last
            year = today.year + (first < today.month)
            return date(year, first, second or calendar.monthrange(year, first)[1])
        case "year_end":
            return date(today.year + first, 12, 31)
        case "of_month":  # the 14th
            shown = today if first >= today.day else _months_on(today.replace(day=1), 1)
            return shown.replace(day=first)
        case "date":
            if third:
                return date(third + 2000 if third < 100 else third, second, first)
            said = date(today.year, second, first)
            return said if said >= today else date(today.year + 1, second, first)
    raise ValueError(how)
