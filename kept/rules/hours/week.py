"""A company's week: shifts by weekday in one time zone, holidays, and the instants at which a day is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = 24 * 60
ONE_DAY = timedelta(days=1)
_REMEMBERED_DAYS = 5_000

Stretch = tuple[datetime, datetime]
"""From the moment of opening (counted) to the moment of closing (not counted), both in UTC."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Opens and closes at these minutes after midnight; a close before the open is on the next day."""

    open: int
    close: int

    def __post_init__(self) -> None:
        if not 0 <= self.open < MIDNIGHT:
            raise ValueError("A shift opens between 00:00 and 23:59.")
        if not 0 <= self.close <= MIDNIGHT:
            raise ValueError("A shift closes between 00:00 and 24:00.")
        if self.open == self.close:
            raise ValueError("A shift cannot open and close at the same time; a whole day is 00:00 to 24:00.")


@dataclass(frozen=True, eq=False)
class Week:
    """Shifts by weekday (Monday is 0) in one zone; on a holiday no shift opens.

    Days once computed are remembered, so that one Week should be kept and asked again.
    """

    zone: ZoneInfo
    shifts: Mapping[int, tuple[Shift, ...]]
    holidays: Callable[[date], bool] | frozenset[date] = frozenset()
    _days: dict[date, tuple[Stretch, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        if wrong := [weekday for weekday in self.shifts if weekday not in range(7)]:
            raise ValueError(f"Weekdays are 0 (Monday) to 6 (Sunday), not {wrong[0]!r}.")

    @property
    def ever_opens(self) -> bool:
        """False when no weekday has a shift; holidays are not looked at."""
        return any(self.shifts.values())

    def is_holiday(self, day: date) -> bool:
        """True when shifts that would open on this date are cancelled."""
        return day in self.holidays if isinstance(self.holidays, frozenset) else self.holidays(day)

    def stretches(self, day: date) -> tuple[Stretch, ...]:
        """When the shifts that open on this local date are open: in order, joined where they touch."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _REMEMBERED_DAYS:
                self._days.clear()
            found = self._days[day] = self._compute(day)
        return found

    def _compute(self, day: date) -> tuple[Stretch, ...]:
        shifts = self.shifts.get(day.weekday(), ())
        if not shifts or self.is_holiday(day):
            return ()
        joined: list[Stretch] = []
        for shift in sorted(shifts, key=lambda each: each.open):
            closes_on = day if shift.close > shift.open else day + ONE_DAY
            opens, closes = (
                first_shown(day, shift.open, self.zone),
                first_shown(closes_on, shift.close, self.zone),
            )
            if opens >= closes:  # a spring gap has swallowed the whole shift
                continue
            if joined and opens <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
            else:
                joined.append((opens, closes))
        return tuple(joined)


def first_shown(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a clock in the zone first shows this time of this date, or a later one.

    A time that autumn shows twice counts the first time; a time that spring leaves out counts at the jump.
    """
    shown = datetime.combine(day, time()) + timedelta(minutes=minutes)
    before = shown.replace(tzinfo=zone).astimezone(UTC)
    if before.astimezone(zone).replace(tzinfo=None) == shown:
        return before
    # Left out in spring: reckoned with the earlier offset it lies behind the jump, with the later one before.
    return _jump(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), before, zone)


def _jump(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The first whole second in (earlier, later] at which the zone's offset is that of `later`."""
    offset = later.astimezone(zone).utcoffset()
    low, high = 0, int((later - earlier).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (earlier + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return earlier + timedelta(seconds=high)
