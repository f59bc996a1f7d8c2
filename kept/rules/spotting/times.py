"""Times in a sentence: finds the words that name a day, a clock or a length, and joins those that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kept.rules.spotting.clocks import read_clock
from kept.rules.spotting.days import read_day
from kept.rules.spotting.lengths import read_length
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.when import When
from kept.rules.spotting.words import words

_JOINTS = words(
    "at on by in the around about approximately circa ca , um am bis gegen den dem der zum noch"
    " spätestens im"
    " before no later than latest of"
)
_MOST_JOINTS = 4
_DEADLINES = words("by until till before within latest bis spätestens innerhalb innert binnen vor inside to")
_OF_SOMETHING = words("of from dated since vom von seit placed ordered sent")
_OF_WHAT_HAPPENS = words("of after from nach ab following since")
_LASTED = words("'ve have has had been waited was were hatten haben warten gewartet")
_FIXED = words("today tomorrow now heute morgen jetzt")


@dataclass(frozen=True, slots=True)
class Said:
    """The words `tokens[lo:hi]` name this time."""

    lo: int
    hi: int
    when: When


def times(tokens: Sequence[Token]) -> list[Said]:
    """All times that the sentence names, in their order."""
    found: list[Said] = []
    n = 0
    while n < len(tokens):
        part = read_day(tokens, n) or read_length(tokens, n) or read_clock(tokens, n)
        if part is None:
            n += 1
            continue
        hi, when = part
        said = Said(n, hi, _framed(tokens, n, hi, when))
        n = hi
        if found and (joined := _joined(tokens, found[-1], said)) is not None:
            found[-1] = joined
        else:
            found.append(said)
    return found


def _joined(tokens: Sequence[Token], before: Said, said: Said) -> Said | None:
    between = tokens[before.hi : said.lo]
    if len(between) > _MOST_JOINTS or any(each.low not in _JOINTS for each in between):
        return None
    when = before.when.joined(said.when)
    return None if when is None else Said(before.lo, said.hi, when)


def _framed(tokens: Sequence[Token], lo: int, hi: int, when: When) -> When:
    """With what the words around it add: a limit, a look back, an event from which it counts."""
    words = [token.low for token in tokens[max(0, lo - 4) : lo]]
    if any(word in _DEADLINES for word in words[-3:]) or (hi < len(tokens) and tokens[hi].low == "latest"):
        when = replace(when, deadline=True)
    near = words[-2:]
    dated = when.day is not None and when.day[0] != "ahead"
    article = near[-1:] in (["the"], ["dem"], ["der"])
    if (
        dated
        and not when.deadline
        and any(word in _OF_SOMETHING for word in (near if article else near[-1:]))
    ):
        when = replace(when, past=True)
    if when.length and hi < len(tokens) and tokens[hi].low in _OF_WHAT_HAPPENS:
        # "within three days of its arrival", "drei Tage nach Eingang": nobody knows when.
        when = replace(when, vague=all(token.low not in _FIXED for token in tokens[hi + 1 : hi + 2]))
    if when.length and tokens[lo].low in ("for", "für", "over") and not _LASTED.isdisjoint(words):
        when = replace(when, past=True)  # "since you have been waiting for three weeks"
    if when.length and hi < len(tokens) and tokens[hi].low == "ago":
        when = replace(when, past=True)
    if when.clock and near[-1:] in (["after"], ["nach"], ["ab"]):
        when = replace(when, minute=None, clock=False)  # some time on that day
    if (
        when.minute is not None
        and not when.clock
        and hi < len(tokens)
        and tokens[hi].low in ("of", "der", "des")
    ):
        when = replace(when, vague=True)  # the morning of the delivery
    if when.day and not when.clock and any(word in ("before", "vor") for word in words[-2:]):
        when = replace(when, before=True)
    return when
