"""Lengths of time: within two working days, in einer halben Stunde, in two weeks' time."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.calendar_words import NUMBERS, UNITS, VAGUE_COUNTS, WORKING
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.when import When
from kept.rules.spotting.words import words

_LEADS = words("in within innerhalb innert binnen inside over during für for nach another weitere weiteren")
_FILLERS = words(
    "the next coming first nächsten kommenden den der von about approximately around ungefähr etwa ca just"
    " only no more than at most höchstens maximal spätestens less under folgenden"
)
_RANGES = frozenset({"to", "bis", "-", "–", "or", "oder", "and"})
_LONGEST_LEAD = 5
_MOST_DIGITS = 5


def read_length(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """The length that begins at this word with its preposition, and where it ends; None if none does."""
    if tokens[n].low not in _LEADS:
        return _bare(tokens, n)
    at = n + 1
    while at < len(tokens) and at - n < _LONGEST_LEAD and tokens[at].low in _FILLERS:
        at += 1
    if at >= len(tokens):
        return None
    vague = False
    while (
        at < len(tokens)
        and tokens[at].low in VAGUE_COUNTS | {"a", "ein", "of", "den"}
        and _vague_ahead(tokens, at)
    ):
        vague, at = True, at + 1
    if vague:
        counted = _unit(tokens, at)
        return None if counted is None else (counted[0], When(vague=True, length=(1, "d")))
    return _counted(tokens, n, at)


def _bare(tokens: Sequence[Token], n: int) -> tuple[int, When] | None:
    """Half an hour from now; "give me ten minutes"."""
    asked = n > 1 and tokens[n - 1].low in ("me", "us", "mir", "uns") and tokens[n - 2].low in _GIVE
    if not asked and not tokens[n].low[0].isdigit() and tokens[n].low not in NUMBERS | {"half": 0}:
        return None
    found = _counted(tokens, n, n)
    if found is None or found[1].length is None:
        return None
    from_now = [token.low for token in tokens[found[0] : found[0] + 2]] == ["from", "now"]
    if from_now:
        return found[0] + 2, found[1]
    return found if asked else None


_GIVE = frozenset({"give", "geben", "gib", "gebt", "sie"})


def _vague_ahead(tokens: Sequence[Token], at: int) -> bool:
    return (
        any(token.low in VAGUE_COUNTS for token in tokens[at : at + 3]) or tokens[at - 1].low in VAGUE_COUNTS
    )


def _counted(tokens: Sequence[Token], n: int, at: int) -> tuple[int, When] | None:
    half = _half(tokens, at)
    if half is not None:
        return half
    count = _number(tokens, at)
    if count is None:  # "within the hour", "within a working day" has its own number
        unit = _unit(tokens, at)
        alone = tokens[n].low in ("within", "innerhalb", "innert") or tokens[at - 1].low in (
            "next",
            "nächsten",
        )
        if unit is not None and alone and unit[1] in ("h", "d", "w", "fn", "wd"):
            return unit[0], When(length=(1, unit[1]))
        return None
    at += 1
    if at + 1 < len(tokens) and tokens[at].low in _RANGES and (upper := _number(tokens, at + 1)) is not None:
        count, at = upper, at + 2
    unit = _unit(tokens, at)
    if unit is None:
        return None
    at, name = unit
    if name == "h" and [token.low for token in tokens[at : at + 3]] == ["and", "a", "half"]:
        return at + 3, When(length=(count * 60 + 30, "m"))
    if (at + 1 < len(tokens) and tokens[at].low in ("'", "’") and tokens[at + 1].low == "time") or (
        at + 1 < len(tokens) and tokens[at].low == "'s" and tokens[at + 1].low == "time"
    ):
        at += 2
    return at, When(length=(count, name))


def _half(tokens: Sequence[Token], at: int) -> tuple[int, When] | None:
    words = [token.low for token in tokens[at : at + 5]]
    for shown, minutes in _HALVES:
        if words[: len(shown)] == shown:
            return at + len(shown), When(length=(minutes, "m"))
    return None


_HALVES = [
    (["half", "an", "hour"], 30),
    (["a", "half", "hour"], 30),
    (["einer", "halben", "stunde"], 30),
    (["einer", "halben", "std"], 30),
    (["anderthalb", "stunden"], 90),
    (["eineinhalb", "stunden"], 90),
    (["an", "hour", "and", "a", "half"], 90),
    (["one", "and", "a", "half", "hours"], 90),
    (["a", "quarter", "of", "an", "hour"], 15),
    (["einer", "viertelstunde"], 15),
    (["einer", "dreiviertelstunde"], 45),
]


def _number(tokens: Sequence[Token], at: int) -> int | None:
    if at >= len(tokens):
        return None
    word = tokens[at].low
    if word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word)
    return NUMBERS.get(word)


def _unit(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """Where the unit ends, and its name."""
    working = at < len(tokens) and tokens[at].low in WORKING
    if working:
        at += 1
    if at >= len(tokens) or tokens[at].low not in UNITS:
        return None
    name = UNITS[tokens[at].low]
    if working:
        name = {"d": "wd", "h": "wh"}.get(name, name)
    return at + 1, name
