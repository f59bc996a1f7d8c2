"""Days counted from a named one: a week today, two weeks from Friday, Thursday week, heute in einer Woche."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.calendar_words import DAYS_AHEAD, NUMBERS, UNITS, WEEKDAYS
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.when import When


def read_counted_day(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """The day that begins at this word and is counted from another, and where it ends."""
    words = [token.low for token in tokens[n : n + 5]]
    if _is_day(words[0]):
        if words[0] in WEEKDAYS and words[1:2] == ["week"]:
            return n + 2, _later(words[0], 7)
        days = _days(words[2:4]) if words[1:2] == ["in"] else None
        return None if days is None else (n + 4, _later(words[0], days))
    days = _days(words[:2])
    if days is None:
        return None
    day_at = 3 if words[2:3] in (["from"], ["on"]) else 2
    if len(words) > day_at and _is_day(words[day_at]):
        return n + day_at + 1, _later(words[day_at], days)
    return None


def _is_day(word: str) -> bool:
    return word in DAYS_AHEAD or word in WEEKDAYS


def _days(words: list[str]) -> int | None:
    """Of "a week", "14 Tagen", "two weeks"."""
    if len(words) < 2:
        return None
    count = int(words[0]) if words[0].isdecimal() and len(words[0]) <= 3 else NUMBERS.get(words[0])
    each = {"d": 1, "w": 7, "fn": 14}.get(UNITS.get(words[1], ""))
    return None if count is None or each is None else count * each


def _later(day: str, days: int) -> When:
    if day in DAYS_AHEAD:
        return When(day=("ahead", DAYS_AHEAD[day] + days, 0, 0))
    return When(day=("weekday", WEEKDAYS[day], days // 7, 0))
