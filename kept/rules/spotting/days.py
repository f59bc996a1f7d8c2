"""Days in words: tomorrow, next Friday, 14 March, zum 14., Ende der Woche, Freitagnachmittag."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.calendar_words import (
    DAYS_AHEAD,
    MONTHS,
    NEXT_WORDS,
    PARTS_IN_COMPOUNDS,
    PARTS_OF_DAY,
    PAST_WORDS,
    THIS_WORDS,
    WEEKDAYS,
)
from kept.rules.spotting.days_counted import read_counted_day
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.when import When

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_STARTS = {"early": 1, "start": 1, "beginning": 1, "anfang": 1, "mid": 2, "middle": 2, "mitte": 2}
_ENDS = {"end": _FRIDAY, "ende": _FRIDAY, "late": _FRIDAY}
_SMALL = frozenset({"of", "the", "in", "der", "des", "this", "dieser", "dieses", "-", "im"})
_WEEK = frozenset({"week", "woche"})
_MONTH = frozenset({"month", "monat", "monats"})
_YEAR = frozenset({"year", "jahr", "jahres"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "."})
_ENDINGS = {"monatsende": ("month_end", 0), "jahresende": ("year_end", 0)}


def read_day(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """The day that begins at this word, and where it ends; None if none does."""
    return (
        _past(tokens, n)
        or read_counted_day(tokens, n)
        or _relative(tokens, n)
        or _edge(tokens, n)
        or _stretch(tokens, n)
        or _weekday(tokens, n)
        or _dated(tokens, n)
    )


def _past(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    if tokens[n].low not in PAST_WORDS:
        return None
    follows = n + 1 < len(tokens) and (
        tokens[n + 1].low in WEEKDAYS or tokens[n + 1].low in _WEEK | _MONTH | _YEAR
    )
    if tokens[n].low in ("yesterday", "gestern", "vorgestern", "ago"):
        return n + 1, When(past=True)
    return (n + 2, When(past=True)) if follows else None


def _relative(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    word = tokens[n].low
    words = [token.low for token in tokens[n : n + 5]]
    if words[:4] == ["the", "day", "after", "tomorrow"]:
        return n + 4, When(day=("ahead", 2, 0, 0))
    if words[:3] == ["day", "after", "tomorrow"]:
        return n + 3, When(day=("ahead", 2, 0, 0))
    if word == "tonight":
        return n + 1, When(day=("ahead", 0, 0, 0), minute=PARTS_OF_DAY["tonight"], afternoon=True)
    if words[:3] == ["laufe", "des", "tages"] or words[:3] == ["during", "the", "day"]:
        return n + 3, When(day=("ahead", 0, 0, 0))
    if words[:4] in (["end", "of", "the", "day"], ["close", "of", "the", "day"]):
        return n + 4, When(day=("ahead", 0, 0, 0), minute=17 * 60, deadline=True)
    if words[:3] == ["end", "of", "day"]:
        return n + 3, When(minute=17 * 60, deadline=True)
    if word in THIS_WORDS and len(words) > 1 and words[1] in PARTS_OF_DAY:
        return n + 1, When(day=("ahead", 0, 0, 0))
    if word not in DAYS_AHEAD:
        return None
    before = tokens[n - 1].low if n else ""
    if word == "morgen":
        if before in ("guten", "jeden"):
            return None
        if before in DAYS_AHEAD or before in WEEKDAYS or (before in ("am", "diesen") and tokens[n].capital):
            return n + 1, When(minute=12 * 60)
    return n + 1, When(day=("ahead", DAYS_AHEAD[word], 0, 0))


def _edge(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """End of next week, Ende des Monats, early next week, mid-March, Monatsende."""
    word = tokens[n].low
    if word in _ENDINGS:
        how, count = _ENDINGS[word]
        return n + 1, When(day=(how, count, 0, 0))
    if word == "wochenmitte" or word == "midweek":
        return n + 1, When(day=("in_week", 2, 0, 0))
    if word not in _STARTS and word not in _ENDS:
        return None
    weekday = _STARTS.get(word, _ENDS.get(word, _FRIDAY))
    at, weeks = n + 1, 0
    while at < len(tokens) and at - n < 4 and (tokens[at].low in _SMALL or tokens[at].low in NEXT_WORDS):
        weeks = 1 if tokens[at].low in NEXT_WORDS else weeks
        at += 1
    if at >= len(tokens):
        return None
    unit = tokens[at].low
    if unit in _WEEK:
        return at + 1, When(day=("in_week", weekday, weeks, 0))
    if unit in _MONTH and word in _ENDS:
        return at + 1, When(day=("month_end", weeks, 0, 0))
    if unit in _YEAR and word in _ENDS:
        return at + 1, When(day=("year_end", weeks, 0, 0))
    if unit in MONTHS:
        last = 0 if word in _ENDS else (15 if weekday == 2 else 10)
        return at + 1, When(day=("end_of_month", MONTHS[unit], last, 0))
    return None


def _stretch(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """Next week, diese Woche, the weekend, nächsten Monat: due when it ends."""
    word = tokens[n].low
    weeks = 1 if word in NEXT_WORDS else 0 if word in THIS_WORDS else None
    at = n + (weeks is not None)
    if at >= len(tokens):
        return None
    unit = tokens[at].low
    if unit in ("weekend", "wochenende"):
        ahead_of_it = any(token.low in ("before", "vor") for token in tokens[max(0, n - 2) : n])
        return at + 1, When(day=("in_week", _SATURDAY if ahead_of_it else _SUNDAY, weeks or 0, 0))
    if unit in _WEEK and (weeks is not None or _led_by_the(tokens, n)):
        return at + 1, When(day=("in_week", _FRIDAY, weeks or 0, 0))
    if unit in _MONTH and weeks is not None:
        return at + 1, When(day=("month_end", weeks, 0, 0))
    if unit in MONTHS and MONTHS[unit] != 5 and n and tokens[n - 1].low in ("in", "im", "by", "until", "bis"):
        if at + 1 < len(tokens) and tokens[at + 1].low.isdecimal():
            return None
        return at + 1, When(day=("end_of_month", MONTHS[unit], 0, 0))
    return None


def _led_by_the(tokens: Sequence[Token], n: int) -> bool:
    words = [token.low for token in tokens[max(0, n - 2) : n]]
    return words == ["laufe", "der"] or words in (["during", "the"], ["later", "the"])


def _weekday(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    word = tokens[n].low
    following = word in NEXT_WORDS
    this = word in THIS_WORDS
    at = n + (following or this)
    if at >= len(tokens):
        return None
    found = _named(tokens[at].low)
    if found is None or (tokens[at].low in ("mon", "wed", "fri") and not tokens[at].capital):
        return None
    weekday, minute = found
    at += 1
    if [token.low for token in tokens[at : at + 2]] in (
        ["next", "week"],
        ["nächster", "woche"],
        ["kommender", "woche"],
    ):
        return at + 2, When(day=("in_week", weekday, 1, 0), minute=minute, afternoon=(minute or 0) > 12 * 60)
    if (
        [token.low for token in tokens[at : at + 2]] in (["in", "a"], ["in", "einer"])
        and at + 2 < len(tokens)
        and tokens[at + 2].low in _WEEK
    ):
        return at + 3, When(day=("weekday", weekday, 1, 0), minute=minute)
    how = "this_weekday" if this else "weekday"
    return at, When(day=(how, weekday, 0, 0), minute=minute, afternoon=(minute or 0) > 12 * 60)


def _named(word: str) -> tuple[int, int | None] | None:
    """The weekday of a word, with the part of the day of a compound (Freitagnachmittag)."""
    if word in WEEKDAYS:
        return WEEKDAYS[word], None
    for name, weekday in _GERMAN_DAYS:
        if word.startswith(name) and word[len(name) :] in PARTS_IN_COMPOUNDS:
            return weekday, PARTS_IN_COMPOUNDS[word[len(name) :]]
    return None


_GERMAN_DAYS = [(name, n) for name, n in WEEKDAYS.items() if name.endswith(("tag", "woch", "abend"))]


def _dated(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """14 March 2025, March 14th, 14.03.2025, 14/3, 2025-03-14, the 14th."""
    word = tokens[n].low
    if word[:1].isdigit():
        return _digits(tokens, n)
    if word in MONTHS and n + 1 < len(tokens):
        day = _small(tokens[n + 1].low, 31)
        if day is not None:
            at = n + 2
            if at < len(tokens) and tokens[at].low in ("st", "nd", "rd", "th"):
                at += 1
            at, year = _year(tokens, at)
            return at, When(day=("date", day, MONTHS[word], year))
    return None


def _digits(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    word = tokens[n].low
    for sign in "./":
        parts = word.split(sign)
        if len(parts) in (2, 3) and all(part.isdecimal() for part in parts):
            return _written(tokens, n, parts, sign)
    if not word.isdecimal():
        return None
    after = [token.low for token in tokens[n + 1 : n + 5]]
    if len(word) == 4 and len(after) == 4 and after[0] == after[2] == "-":
        month, day = _small(after[1], 12), _small(after[3], 31)
        return (n + 5, When(day=("date", day, month, int(word)))) if month and day else None
    day = _small(word, 31)
    if day is None:
        return None
    at = n + 1
    ordinal = at < len(tokens) and tokens[at].low in _ORDINALS
    at += ordinal
    month_at = at + 1 if at < len(tokens) and tokens[at].low == "of" else at
    if month_at < len(tokens) and tokens[month_at].low in MONTHS:
        at, year = _year(tokens, month_at + 1)
        return at, When(day=("date", day, MONTHS[tokens[month_at].low], year))
    before = tokens[n - 1].low if n else ""
    if (ordinal and before in ("the", "zum", "am", "dem", "den")) or (at >= len(tokens) and before == "zum"):
        return at, When(day=("of_month", day, 0, 0))
    return None


def _written(tokens: Sequence[Token], n: int, parts: list[str], sign: str) -> tuple[int, When] | None:
    """Day and month in digits, the day first; a German date without a year has a full stop behind it."""
    day, month = _small(parts[0], 31), _small(parts[1], 12)
    at = n + 1
    if (
        day is None
        or month is None
        or (sign == "." and len(parts[1]) == 2 and _is_clock_or_money(tokens, at))
    ):
        return None
    if len(parts) == 3:
        return (at, When(day=("date", day, month, int(parts[2])))) if len(parts[2]) in (2, 4) else None
    stopped = at < len(tokens) and tokens[at].low == "."
    before = tokens[n - 1].low if n else ""
    if stopped or before in ("am", "zum", "den", "dem", "on", "by", "until", "till", "bis", ","):
        return at + stopped, When(day=("date", day, month, 0))
    return None


def _is_clock_or_money(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in (
        "uhr",
        "am",
        "pm",
        "€",
        "euro",
        "eur",
        "$",
        "£",
        "chf",
        "franken",
    )


def _small(word: str, most: int) -> int | None:
    number = int(word) if word.isdecimal() and len(word) <= 2 else 0
    return number if 1 <= number <= most else None


def _year(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    past_comma = at + 1 if at < len(tokens) and tokens[at].low == "," else at
    if past_comma < len(tokens):
        word = tokens[past_comma].low
        if len(word) == 4 and word.isdecimal() and word[:2] in ("19", "20"):
            return past_comma + 1, int(word)
    return at, 0
