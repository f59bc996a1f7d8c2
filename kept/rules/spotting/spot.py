"""`spot`: goes through a text sentence by sentence, asks the grammar of its language, reads time and money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kept.rules.hours import Week
from kept.rules.promise import Kind
from kept.rules.spotting import english, german
from kept.rules.spotting.amounts import amount_given, amounts
from kept.rules.spotting.commitment import Commitment
from kept.rules.spotting.languages import language_of
from kept.rules.spotting.spotted import Money, Spotted
from kept.rules.spotting.times import Said, times
from kept.rules.spotting.tokens import Sentence, Token, in_quotes, sentences
from kept.rules.spotting.when import Standpoint, instant
from kept.rules.spotting.words import words

_GIVES_MONEY = frozenset({Kind.REFUND, Kind.CONCESSION, Kind.PAY})
_EVENT_WORDS = words("when once sobald after nachdem")
_REMEMBERED = 60
"""Words before a sentence that "it" may look back to."""


def spot(text: str, *, now: datetime, week: Week, zone: ZoneInfo, language: str = "") -> tuple[Spotted, ...]:
    """The commitments in a text that somebody of ours writes, in their order.

    `now` is aware; times are read in `zone` (the customer's, else the brand's), working time in `week`;
    `language` ("en", "de") is what the text is thought to be in, "" unknown. The time it takes grows with the
    length of the text and with nothing else. ValueError for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("Times in words are read from an aware moment.")
    at = Standpoint(now, zone, week)
    found: list[Spotted] = []
    before: tuple[Token, ...] = ()
    known = language[:2].lower()
    for sentence in sentences(text):
        if not sentence.question:
            spoken = language_of(sentence.tokens, known)
            found += _in_sentence(text, sentence, spoken, before, at)
            known = spoken or known
        before = (before + sentence.tokens)[-_REMEMBERED:]
    return tuple(found)


def _in_sentence(
    text: str, sentence: Sentence, language: str, before: Sequence[Token], at: Standpoint
) -> list[Spotted]:
    tokens = sentence.tokens
    words = {token.low for token in tokens}
    grammars = [
        grammar
        for name, grammar in (("en", english), ("de", german))
        if language in ("", name) and not words.isdisjoint(grammar.TRIGGERS)
    ]
    if not grammars:
        return []
    said = times(tokens)
    for grammar in grammars:
        quoted = in_quotes(tokens)
        commitments = [each for each in grammar.commitments(tokens, said, before) if each.verb not in quoted]
        if commitments:
            break
    money = amounts(tokens)
    found = []
    for each in commitments:
        due = _due(tokens, each, said, at)
        amount = None
        if each.kind in _GIVES_MONEY:
            within = [named for named in money if each.floor <= named.lo < each.hi]
            amount = amount_given(tokens, within, each.verb)
        found.append(_spotted(text, tokens, each, due, amount, at))
    return found


def _due(tokens: Sequence[Token], found: Commitment, said: Sequence[Said], at: Standpoint) -> Said | None:
    """The time of a commitment: a limit before other times, what stands behind the verb before the rest."""
    if not found.dated:
        return None
    until = found.hi
    for n in range(found.verb + 1, found.hi):
        low = tokens[n].low
        if (low in _EVENT_WORDS and not any(each.lo == n + 1 for each in said)) or (
            low == "as" and n + 2 < found.hi and tokens[n + 1].low == "soon"
        ):
            until = n
            break
    usable = [each for each in said if found.floor <= each.lo < until and not each.when.past]
    behind = [each for each in usable if each.lo > found.verb] or usable
    limits = [each for each in behind if each.when.deadline]
    candidates = limits or behind
    return _completed(candidates[0], usable) if candidates else None


def _completed(chosen: Said, others: Sequence[Said]) -> Said:
    """With the day or the hour that stands elsewhere in the clause: "On Friday I'll call you at three"."""
    when = chosen.when
    for other in others:
        more = other.when
        lacks_day = (
            when.day is None and when.minute is not None and more.day is not None and more.minute is None
        )
        lacks_hour = (
            when.day is not None and when.minute is None and more.minute is not None and more.day is None
        )
        if (lacks_day or lacks_hour) and not more.vague and (joined := when.joined(more)) is not None:
            return Said(min(chosen.lo, other.lo), chosen.hi, joined)
    return chosen


def _spotted(
    text: str,
    tokens: Sequence[Token],
    found: Commitment,
    due: Said | None,
    amount: Money | None,
    at: Standpoint,
) -> Spotted:
    lo, hi = found.lo, found.hi
    if due is not None:
        lo = min(lo, due.lo)
    while hi > lo + 1 and not tokens[hi - 1].low[0].isalnum() and tokens[hi - 1].low not in "€$£%":
        hi -= 1
    start, end = tokens[lo].start, tokens[hi - 1].end
    moment = None if due is None else instant(due.when, at)
    return Spotted(found.kind, start, end, text[start:end], moment, amount, found.certain)
