"""Single values of the pledge that speak of time: spans, shifts, zones, days."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from kept.pledge.closed_days import Days
from kept.pledge.values import Wrong, list_of, meant, quoted, shown, text
from kept.rules.hours import Shift, Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

HOUR = Span(1, "h")
NO_TIME = Span(0, "m")

_LASTING = re.compile(r"(\d{1,6})\s*([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_YEARLY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


def span(value: Any) -> Span:
    """Open time: "30m", "4h", "2d"."""
    remedy = 'Write open time as minutes, hours or business days: "30m", "4h", "2d".'
    try:
        read = Span.parse(quoted(value, remedy))
    except ValueError as problem:
        if isinstance(problem, Wrong):
            raise
        raise Wrong(f"{shown(value)} is not a span of open time.", remedy) from None
    if not read.count:
        raise Wrong("No time at all is not a span.", remedy)
    return read


def span_or_none(value: Any) -> Span:
    """Open time that may be "0m"."""
    return NO_TIME if value in ("0m", "0h") else span(value)


def hours_span(value: Any) -> Span:
    """Open time in minutes or hours."""
    read = span(value)
    if read.in_days:
        raise Wrong(f"{shown(value)} counts days.", 'Write minutes or hours: "30m", "4h".')
    return read


def lasting(value: Any) -> timedelta:
    """Elapsed time, day and night: "10s", "30m", "4h", "2d"."""
    remedy = 'Write elapsed time as seconds, minutes, hours or days: "10s", "30m", "4h", "2d".'
    found = _LASTING.fullmatch(quoted(value, remedy).strip())
    if not found:
        raise Wrong(f"{shown(value)} is not a length of time.", remedy)
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def lasting_or_never(value: Any) -> timedelta | None:
    """Elapsed time, or "never"."""
    return None if value == "never" else lasting(value)


def time_of_day(value: Any) -> int:
    """Minutes after midnight: "9", "09:00", "24:00"."""
    remedy = 'Write a time like "09:00"; midnight at the end of a day is "24:00".'
    found = _TIME.fullmatch(quoted(value, remedy).strip())
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if not found or int(found[2] or 0) > 59 or minutes > 1440:
        raise Wrong(f"{shown(value)} is not a time of day.", remedy)
    return minutes


def shift(value: Any) -> Shift:
    """From opening to closing: "09:00-12:30"; "22:00-02:00" closes on the next day."""
    remedy = 'Write opening and closing like "09:00-12:30".'
    opens, dash, closes = quoted(value, remedy).replace("\N{EN DASH}", "-").partition("-")
    if not dash:
        raise Wrong(f"{shown(value)} has no opening and closing time.", remedy)
    try:
        return Shift(time_of_day(opens), time_of_day(closes))
    except Wrong as wrong:
        raise Wrong(f"In {shown(value)}, {wrong.problem}", remedy) from None
    except ValueError as problem:
        raise Wrong(f"{shown(value)} is no shift.", str(problem)) from None


def zone(value: Any) -> ZoneInfo:
    """A time zone by its name, "Europe/London"."""
    try:
        return ZoneInfo(text(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        if isinstance(problem, Wrong):
            raise
        near = meant(value, available_timezones())
        raise Wrong(f"{shown(value)} is not a time zone.", near or 'Write it like "Europe/London".') from None


def days(value: Any) -> Days:
    """Days: 2026-12-24, "12-24" (every year), "2026-07-27..2026-08-07"."""
    single, yearly, stretches = set(), set(), []
    for found in list_of(_day)(value):
        if isinstance(found, date):
            single.add(found)
        elif isinstance(found[0], date):
            stretches.append(found)
        else:
            yearly.add(found)
    return Days(frozenset(single), frozenset(yearly), tuple(stretches))


def _day(value: Any) -> Any:
    """A date, a pair of dates, or (month, day)."""
    remedy = (
        'Write a date (2026-12-24), a day of every year ("12-24") or a stretch ("2026-07-27..2026-08-07").'
    )
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    words = quoted(value, remedy).strip()
    first, dots, last = words.partition("..")
    try:
        if dots:
            stretch = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
            if stretch[0] > stretch[1]:
                raise Wrong(f"{shown(value)} ends before it begins.", remedy)
            return stretch
        if found := _YEARLY.fullmatch(words):
            every = date(2000, int(found[1]), int(found[2]))  # a leap year, so that 02-29 is a day
            return every.month, every.day
        return date.fromisoformat(words)
    except ValueError as problem:
        if isinstance(problem, Wrong):
            raise
        raise Wrong(f"{shown(value)} is not a day.", remedy) from None
