"""Words of a text with their places, gathered into sentences; quoted lines are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kept.rules.spotting.calendar_words import MONTHS
from kept.rules.spotting.spellings import meant
from kept.rules.spotting.words import words

LONGEST_SENTENCE = 160
"""Words after which a sentence is cut, so that no text takes more time than its length."""

_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:[.,][-–—]+(?!\w))?"
    r"|\b(?:(?:you|they)(?=ll\b)|gon(?=na\b)|i(?=ll (?:call|ring|send|get|let|give|check|refund|email|make)\b))"
    r"|[^\W\d_]+|['’](?:ll|re|ve|[mdst])(?!\w)|\S",
    re.IGNORECASE,
)
_ENDS = frozenset(".!?…;")
_ABBREVIATED = words(
    "z b d h u a p std stdn mind zzgl e g i ca nr st mr mrs ms dr prof hr fr usw ggf bzw inkl evtl approx tel vs no"
    " max min"
)
_GREETING = 5


class Token(NamedTuple):
    """A word, number or sign; `low` is the word that is meant, in lower case with a straight apostrophe."""

    low: str
    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """True when it begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words without the sign at their end."""

    tokens: tuple[Token, ...]
    question: bool


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in their order; a quoted line or an empty one ends a sentence."""
    waiting: list[Token] = []
    for start, line in _lines(text):
        bare = line.lstrip()
        if not bare.strip() or bare[0] in ">|":
            yield from _ended(waiting)
            waiting = []
            continue
        found = _read(line, start)
        if _is_item(found):
            yield from _ended(waiting)
            waiting, found = [], found[1:]
        waiting += found
        if (found and found[-1].low == "," and len(found) <= _GREETING) or len(waiting) > LONGEST_SENTENCE:
            yield from _ended(waiting)
            waiting = []
    yield from _ended(waiting)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)


def _read(line: str, start: int) -> list[Token]:
    found: list[Token] = []
    for each in _TOKEN.finditer(line):
        word = each[0]
        before = found[-1].text.lower() if found else ""
        found.append(Token(meant(word, before), word, start + each.start(), start + each.end()))
    return found


def _is_item(tokens: list[Token]) -> bool:
    return len(tokens) > 1 and tokens[0].low in "-*•–" and tokens[1].start > tokens[0].end


def _ended(tokens: list[Token]) -> Iterator[Sentence]:
    begun = 0
    for n, token in enumerate(tokens):
        if token.low in _ENDS and _ends_here(tokens, n):
            yield from _cut(tokens[begun:n], question=token.low == "?")
            begun = n + 1
    yield from _cut(tokens[begun:], question=False)


def _ends_here(tokens: list[Token], n: int) -> bool:
    if tokens[n].low != "." or n == 0 or n + 1 == len(tokens):
        return True
    before, after = tokens[n - 1], tokens[n + 1]
    if after.start == tokens[n].end and after.low.isalnum():
        return False  # kept.example, a.m.
    if before.low[0].isdigit():  # 14. March, 14. of course not
        return after.capital and after.low not in MONTHS
    if before.low == "m":  # 10 a.m. We call you
        return after.capital
    return before.low not in _ABBREVIATED


def _cut(tokens: list[Token], *, question: bool) -> Iterator[Sentence]:
    for begin in range(0, len(tokens), LONGEST_SENTENCE):
        yield Sentence(tuple(tokens[begin : begin + LONGEST_SENTENCE]), question)


_OPENING, _CLOSING = frozenset('"„“«»'), frozenset('"“”«»')


def in_quotes(tokens: Sequence[Token]) -> set[int]:
    """The places of words between double quotation marks."""
    inside: set[int] = set()
    opened = -1
    for n, token in enumerate(tokens):
        if opened >= 0 and token.low in _CLOSING:
            inside.update(range(opened, n))
            opened = -1
        elif opened < 0 and token.low in _OPENING:
            opened = n
    if opened >= 0:
        inside.update(range(opened, len(tokens)))
    return inside
