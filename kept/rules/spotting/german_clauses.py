"""German: a sentence cut into clauses, each with what its first words make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kept.rules.spotting.german_words import (
    CONDITIONS,
    EVENTS,
    FINITE,
    GETS,
    INFINITIVES,
    JOINED,
    MODALS,
    WERDEN,
)
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_CUTS = words(", ; : ( ) – —")
_AND = words("und oder aber sowie denn sondern doch")
_SUBORDINATE = words(
    "wer was wie wo wem wen wann welche welcher welches dass daß weil damit um nachdem bis ohne"
)
_QUESTION_WORDS = words("ob warum weshalb wieso")


@dataclass(frozen=True, slots=True)
class Clause:
    """The words `tokens[lo:hi]`."""

    lo: int
    hi: int
    till: int
    """After what hangs on it without a verb: "…, spätestens am Freitag"."""
    words: list[str]
    joined: bool
    """Hangs on the clause before by "und" and may take its subject over."""
    led: bool
    """Begins with "und" or "aber", so that a condition in it binds what follows, not what went before."""
    condition: bool
    when: bool
    """The condition is a "wenn", which may also mean the moment."""
    event: bool
    question_word: bool

    @property
    def subordinate(self) -> bool:
        """Hangs on another clause, and so hands no subject on to what follows it."""
        return not self.led and self.words[:1] != [] and self.words[0] in _SUBORDINATE

    @property
    def on_him(self) -> bool:
        """The customer is the one who would have to do something."""
        return bool({"sie", "du", "ihr"} & set(self.words)) and not {"wir", "ich", "es"} & set(self.words)


def clauses(tokens: Sequence[Token], said: Sequence[Said]) -> list[Clause]:
    """The clauses in their order."""
    inside = _inside_times(tokens, said) | _inside_brackets(tokens)
    pieces: list[tuple[int, int, bool]] = []
    begun, joined = 0, False
    for n, token in enumerate(tokens):
        if token.low in _CUTS and n not in inside:
            if n > begun:
                pieces.append((begun, n, joined))
            begun, joined = n + 1, False
        elif (
            token.low in _AND
            and n not in inside
            and n > begun
            and _has_verb(tokens, begun, n)
            and _verb_follows(tokens, n)
        ):
            pieces.append((begun, n, joined))
            begun, joined = n, True
    if begun < len(tokens):
        pieces.append((begun, len(tokens), joined))
    kept: list[tuple[int, int, bool, int]] = []
    leads = bool(pieces) and _only_leads(tokens, said, *pieces[0][:2])
    for lo, hi, joined in pieces:
        if (
            leads and len(kept) == 1 and not _has_verb(tokens, *kept[0][:2])
        ):  # "Bis Freitag, 6. Juni, erhalten Sie"
            kept[-1] = (kept[-1][0], hi, False, hi)
            continue
        bound = tokens[lo].low in _SUBORDINATE | CONDITIONS | EVENTS | _QUESTION_WORDS | {"wenn"}
        if (
            kept and not bound and not _has_verb(tokens, lo, hi)
        ):  # "…, spätestens am Freitag", "…, und zwar bis Montag"
            kept[-1] = (*kept[-1][:3], hi)
        else:
            kept.append((lo, hi, joined, hi))
    return [
        _clause(tokens, lo, hi, till, first > 0 and joined)
        for first, (lo, hi, joined, till) in enumerate(kept)
    ]


def _only_leads(tokens: Sequence[Token], said: Sequence[Said], lo: int, hi: int) -> bool:
    """A time or one of us, set off by a comma: "Unser Leiter, Herr Aigner, wird …"."""
    one_of_us = tokens[lo].low in ("unser", "unsere", "mein", "meine")
    return not _has_verb(tokens, lo, hi) and (one_of_us or any(lo <= each.lo < hi for each in said))


def _inside_brackets(tokens: Sequence[Token]) -> set[int]:
    """Words of a remark in brackets that has no verb: "den Betrag (EUR 18,40)"."""
    inside: set[int] = set()
    opened = -1
    for n, token in enumerate(tokens):
        if token.low == "(":
            opened = n
        elif token.low == ")" and opened >= 0:
            if not _has_verb(tokens, opened + 1, n):
                inside.update(range(opened, n + 1))
            opened = -1
    return inside


def _inside_times(tokens: Sequence[Token], said: Sequence[Said]) -> set[int]:
    """Words within a time, and a comma that only parts two times or closes one that began after a comma."""
    inside: set[int] = set()
    for each in said:
        inside.update(range(each.lo, each.hi))
    starts = {each.lo for each in said}
    for each in said:
        for after in (each.hi, each.hi + 1):
            if (
                (after + 1 in starts or after + 2 in starts)
                and after < len(tokens)
                and tokens[after].low == ","
            ):
                inside.add(after)
    return inside


def _clause(tokens: Sequence[Token], lo: int, hi: int, till: int, joined: bool) -> Clause:
    led = tokens[lo].low in _AND
    if led:
        lo, joined = lo + 1, True
    words = [token.low for token in tokens[lo:hi]]
    first = words[0] if words else ""
    second = words[1] if len(words) > 1 else ""
    when = first in ("wenn", "wann") or (first in ("nur", "erst") and second == "wenn")
    even = first in ("auch", "selbst") and second in ("wenn", "falls")
    condition = (when or first in CONDITIONS or _verb_first_condition(first, second)) and not even
    return Clause(
        lo, hi, till, words, joined, led, condition, when, first in EVENTS, first in _QUESTION_WORDS
    )


def _verb_first_condition(first: str, second: str) -> bool:
    return first in ("sollten", "sollte", "hätten", "wäre") or (first == "für" and second == "den")


def _has_verb(tokens: Sequence[Token], lo: int, hi: int) -> bool:
    return any(_is_verb(token) for token in tokens[lo:hi])


def _verb_follows(tokens: Sequence[Token], n: int) -> bool:
    for token in tokens[n + 1 :]:
        if token.low in _CUTS:
            return False
        if _is_verb(token):
            return True
    return False


def _is_verb(token: Token) -> bool:
    word = token.low
    known = (
        word in FINITE
        or word in JOINED
        or word in INFINITIVES
        or word in WERDEN
        or word in MODALS
        or word in GETS
    )
    return known or word in _OTHER_VERBS


_OTHER_VERBS = words(
    "ist sind habe hat freue freuen bitte bitten geht gehen gilt bleibt liegt liegen steht entfällt entfallen"
    " folgt folgen"
)
