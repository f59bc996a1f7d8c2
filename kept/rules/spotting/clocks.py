"""Times of day: 3 pm, 15:30 Uhr, half past three, halb vier, zwischen 8 und 10 Uhr, by lunchtime."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.calendar_words import (
    CLOSING_WORDS,
    END_OF_BUSINESS,
    FIRST_THING,
    NUMBERS,
    PARTS_OF_DAY,
)
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.when import When
from kept.rules.spotting.words import words

_NOON = 12 * 60
_LEADS = words(
    "at by um gegen bis before until till vor ab from von between zwischen around about and und to"
)
_LAST_MORNING_HOUR = 6
"""A bare hour up to six is meant after noon in a working day: "at 3" is 15:00."""
_RANGES = frozenset({"to", "bis", "-", "–", "and", "und"})
_SOON = frozenset({"first", "gleich", "direkt"})


def read_clock(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """The time of day that begins at this word, and where it ends; None if none does."""
    return _part(tokens, n) or _range(tokens, n) or _told(tokens, n)


def _part(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    word = tokens[n].low
    words = [token.low for token in tokens[n : n + 5]]
    if words[:2] == ["first", "thing"]:
        return n + 2, When(minute=FIRST_THING)
    if word in _SOON and any(each in ("früh", "frühs") for each in words[1:4]):
        return n + 1, When(minute=FIRST_THING, clock=True)  # outranks the morning that follows
    if words[:3] == ["in", "the", "morning"] or words[:3] == ["in", "the", "afternoon"]:
        return n + 3, When(minute=PARTS_OF_DAY[words[2]], afternoon=words[2] == "afternoon")
    if word in CLOSING_WORDS:
        return n + 1, When(
            minute=END_OF_BUSINESS, deadline=True, day=("ahead", 0, 0, 0) if word == "eod" else None
        )
    for shown in (["end", "of", "business"], ["close", "of", "business"], ["end", "of", "the", "working"]):
        if words[: len(shown)] == shown:
            more = len(words) > len(shown) and words[len(shown)] == "day"
            return n + len(shown) + more, When(minute=END_OF_BUSINESS, deadline=True)
    if word in ("midnight", "mitternacht"):
        return n + 1, When(minute=24 * 60)
    if word in ("morgen", "morning") and n and tokens[n - 1].low in ("good", "guten"):
        return None
    if word in PARTS_OF_DAY and word != "tonight":
        minute = PARTS_OF_DAY[word]
        return n + 1, When(minute=minute, afternoon=minute > _NOON)
    return None


def _range(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """A window; it is due at its end. "between 3 and 5 pm", "8 bis 10 Uhr", "from 9:00 to 11:00"."""
    led = tokens[n].low in ("between", "zwischen", "from", "von")
    at = n + led
    first = _hour(tokens, at, lenient=True)
    if first is None or first[0] >= len(tokens) or tokens[first[0]].low not in _RANGES:
        return None
    last = _hour(tokens, first[0] + 1, lenient=True)
    if last is None or not (led or first[2] or last[2]):
        return None
    end = last[1]
    if not last[2] and first[1] > end:  # from 9 to 1
        end += _NOON
    return last[0], When(minute=_meant(end, last[2]), clock=True)


def _told(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """One time: exact, or a bare hour after a preposition."""
    words = [token.low for token in tokens[n : n + 4]]
    turned = _turned(words)
    if turned is not None:
        used, minute = turned
        hi, exact = _marked(tokens, n + used)
        return hi, When(
            minute=_meant(minute + (_NOON if exact == "pm" and minute < _NOON else 0), exact != ""),
            clock=True,
        )
    led = n > 0 and tokens[n - 1].low in _LEADS
    found = _hour(tokens, n, lenient=led)
    if found is None:
        return None
    return found[0], When(minute=_meant(found[1], found[2]), clock=True)


def _turned(words: list[str]) -> tuple[int, int] | None:
    """half past three, quarter to four, halb vier, Viertel nach drei: words used, and the minute."""
    if len(words) >= 2 and words[0] == "halb" and (hour := _named_hour(words[1])) is not None:
        return 2, hour * 60 - 30
    if words[:2] == ["drei", "viertel"] or words[:1] == ["dreiviertel"]:
        used = 3 if words[0] == "drei" else 2
        hour = _named_hour(words[used - 1]) if len(words) >= used else None
        return None if hour is None else (used, hour * 60 - 15)
    if len(words) >= 3 and words[0] in ("half", "quarter", "viertel"):
        hour = _named_hour(words[2])
        shift = {"past": 1, "nach": 1, "to": -1, "vor": -1}.get(words[1])
        if hour is not None and shift is not None:
            return 3, hour * 60 + shift * (30 if words[0] == "half" else 15)
    return None


def _named_hour(word: str) -> int | None:
    hour = int(word) if word.isdecimal() and len(word) <= 2 else NUMBERS.get(word)
    return hour if hour is not None and 1 <= hour <= 24 else None


def _hour(tokens: Sequence[Token], n: int, *, lenient: bool) -> tuple[int, int, bool] | None:
    """Where it ends, its minute, and whether it was exact; a bare number only when lenient."""
    if n >= len(tokens):
        return None
    word = tokens[n].low
    hours, colon, minutes = word.partition(":") if ":" in word else word.partition(".")
    if colon and (not minutes.isdecimal() or len(minutes) != 2 or int(minutes) > 59):
        return None
    hour = int(hours) if hours.isdecimal() and len(hours) <= 2 else None if colon else NUMBERS.get(word)
    if hour is None or hour > 24 or word in ("a", "an", "ein", "eine", "einen", "einem", "einer", "eines"):
        return None
    minute = hour * 60 + (int(minutes) if colon else 0)
    hi, mark = _marked(tokens, n + 1)
    if mark == "uhr" and not colon and hi < len(tokens) and (spoken := _minutes(tokens, hi)):  # 16 Uhr 30
        return hi + 1, min(minute + spoken, 24 * 60), True
    if mark == "pm" and minute < _NOON:
        minute += _NOON
    if mark == "am" and hour == 12:
        minute -= _NOON
    exact = mark != "" or ":" in word
    if not exact and not (lenient and not colon and _stands_alone(tokens, n + 1)):
        return None
    return hi, min(minute, 24 * 60), exact


def _minutes(tokens: Sequence[Token], at: int) -> int:
    word = tokens[at].low
    counts = at + 1 < len(tokens) and tokens[at + 1].low in _COUNTED
    return int(word) if len(word) == 2 and word.isdecimal() and int(word) < 60 and not counts else 0


def _marked(tokens: Sequence[Token], n: int) -> tuple[int, str]:
    """Where am, pm, Uhr or o'clock ends, and which it is."""
    words = [token.low for token in tokens[n : n + 4]]
    if words[:1] in (["am"], ["pm"], ["uhr"]):
        return n + 1, words[0]
    if len(words) >= 3 and words[0] in "ap" and words[1:3] == [".", "m"]:
        return n + (4 if words[3:] == ["."] else 3), words[0] + "m"
    if len(words) >= 3 and words[0] == "o" and words[2] == "clock":
        return n + 3, ""
    return n, ""


_COUNTED = frozenset(
    {
        "%",
        "€",
        "$",
        "£",
        "percent",
        "prozent",
        "euro",
        "euros",
        "dollars",
        "pounds",
        "st",
        "nd",
        "rd",
        "th",
        ".",
    }
)


def _stands_alone(tokens: Sequence[Token], n: int) -> bool:
    """True when a bare number counts nothing: what follows is a small word, a sign or the end."""
    if n >= len(tokens):
        return True
    following = tokens[n].low
    if n > 1 and tokens[n - 2].low == "um" and following.isalpha() and not tokens[n].capital:
        return following not in _COUNTED  # "um neun anrufe"
    return following not in _COUNTED and (not following.isalpha() or following in _AFTER_AN_HOUR)


_AFTER_AN_HOUR = words(
    "and or to but on in at tomorrow today with so und oder bis an zurück am bei heute morgen mit im"
    " sharp o for if"
    " when this next about tonight again then using dann erneut nochmals"
)


def _meant(minute: int, exact: bool) -> int:
    return minute + _NOON if not exact and 60 <= minute < (_LAST_MORNING_HOUR + 1) * 60 else minute
