"""Times, days and hours of the pledge in words."""

from calendar import month_name
from collections.abc import Sequence
from datetime import timedelta

from kept.pledge.closed_days import Days
from kept.pledge.times import WEEKDAYS
from kept.rules.hours import Shift, Span, Week


def lasting(time: timedelta) -> str:
    """Elapsed time in words, "4 hours"."""
    seconds = int(time.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds % length == 0 and (seconds or unit == "second"):
            return count(seconds // length, unit)
    raise AssertionError("every whole number of seconds is a number of seconds")


def span(time: Span) -> str:
    """Open time in words, "4 open hours"."""
    return count(time.count, {"m": "open minute", "h": "open hour", "d": "business day"}[time.unit])


def hours(week: Week) -> str:
    """A week in words; days alike are named together."""
    groups: list[tuple[list[int], tuple[Shift, ...]]] = []
    for day in range(7):
        shifts = tuple(sorted(week.shifts.get(day, ()), key=lambda each: each.open))
        if groups and groups[-1][1] == shifts:
            groups[-1][0].append(day)
        else:
            groups.append(([day], shifts))
    return "; ".join(f"{_days(days)} {_shifts(shifts)}" for days, shifts in groups)


def _days(days: list[int]) -> str:
    names = [WEEKDAYS[day].title() for day in days]
    return listing(names) if len(days) < 3 else f"{names[0]} to {names[-1]}"


def _shifts(shifts: tuple[Shift, ...]) -> str:
    return " and ".join(f"{clock(each.open)}\N{EN DASH}{clock(each.close)}" for each in shifts) or "closed"


def dates(days: Days) -> str:
    """Days in words."""
    words = [f"every {day} {month_name[month]}" for month, day in sorted(days.yearly)]
    words += [str(day) for day in sorted(days.single)]
    words += [f"{first} to {last}" for first, last in sorted(days.stretches)]
    return listing(words)


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def count(number: int, unit: str) -> str:
    """A number of things, "1 day", "2 days"."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def listing(words: Sequence[str], link: str = "and") -> str:
    """Words in a row, "a, b and c"; there is at least one."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {link} {words[-1]}"
