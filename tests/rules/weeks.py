"""Weeks and moments for the tests of business time, written as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kept.rules.hours import Shift, Week

BERLIN = ZoneInfo("Europe/Berlin")


def shift(text: str) -> Shift:
    """`09:00-17:00` as a shift."""
    opens, closes = (int(each[:2]) * 60 + int(each[3:]) for each in text.split("-"))
    return Shift(opens, closes)


def week(shifts: str, *, zone: str = "Europe/Berlin", days=range(5), holidays=frozenset()) -> Week:
    """The same shifts on each of these weekdays."""
    each = tuple(shift(text) for text in shifts.split())
    return Week(ZoneInfo(zone), dict.fromkeys(days, each), holidays)


def at(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


OFFICE = "09:00-12:00 13:00-17:00"
ALL_WEEK = range(7)
