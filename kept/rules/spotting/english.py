"""English: who commits himself in a sentence, to what, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kept.rules.promise import Kind
from kept.rules.spotting.commitment import Commitment
from kept.rules.spotting.english_gets import customer_gets, done_to, moves
from kept.rules.spotting.english_heads import AM, TRIGGERS, WILL, head_at
from kept.rules.spotting.english_kinds import kind_of
from kept.rules.spotting.english_reported import asks_for, hangs_on_asking, said_by_others
from kept.rules.spotting.english_subjects import past_adverbs
from kept.rules.spotting.english_words import BASES, CONDITIONS, HOUSE_RULES, ING, WHETHER_AFTER
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token

__all__ = ["TRIGGERS", "commitments"]


def commitments(
    tokens: Sequence[Token], said: Sequence[Said], before: Sequence[Token]
) -> Iterator[Commitment]:
    """Every commitment of a sentence; `before` are the words ahead of it, for what "it" means."""
    found = list(_all(tokens, said, before))
    opening = [token.low for token in tokens[:3]]
    if opening[:1] == ["once"] or opening[:1] == ["when"] or opening == ["as", "soon", "as"]:
        found = [replace(each, dated=False) for each in found]  # it waits for an event
    if len(found) > 1 and found[-1].kind in _TELLS:  # looking into it is only the way to the answer
        found = [each for each in found[:-1] if each.kind is not Kind.OTHER] + found[-1:]
    yield from found


_TELLS = frozenset({Kind.ANSWER, Kind.UPDATE, Kind.CALL_BACK, Kind.NOTICE})


def _all(tokens: Sequence[Token], said: Sequence[Said], before: Sequence[Token]) -> Iterator[Commitment]:
    if _stands_under_condition(tokens) or any(token.low in HOUSE_RULES for token in tokens):
        return
    asked = asks_for(tokens)
    end_of_last = 0
    n = 0
    while n < len(tokens):
        head = head_at(tokens, n, said, end_of_last)
        if head is None:
            n += 1
            continue
        subject_at, verb_at, who, doubt = head
        if (asked and hangs_on_asking(tokens, subject_at)) or said_by_others(tokens, subject_at, end_of_last):
            n += 1
            continue
        stop = _stop(tokens, verb_at)
        for each in _phrases(tokens, verb_at, stop, who, before, said):
            verb, hi, kind, unsure = each
            if _conditional_after(tokens, verb, hi):
                continue
            front = subject_at if verb == verb_at else verb
            yield Commitment(kind, front, verb, hi, end_of_last, not (doubt or unsure))
        end_of_last = stop
        n = max(stop, n + 1)


def _stands_under_condition(tokens: Sequence[Token]) -> bool:
    """Begins with if or should: what follows is bound to it."""
    opening = [token.low for token in tokens[:3]]
    if not opening:
        return False
    if opening[0] in ("and", "but", "or", "so", "only", "however"):
        opening = opening[1:]
    return opening[:1] != [] and (
        opening[0] in CONDITIONS
        or opening[:2]
        in (["as", "long"], ["on", "request"], ["upon", "request"], ["were", "the"], ["were", "you"])
        or (opening[:2] in (["in", "case"], ["in", "the"]) and "event" in [t.low for t in tokens[:5]])
    )


def _stop(tokens: Sequence[Token], verb: int) -> int:
    """Where the words that belong to the verb end: at the next subject with its own auxiliary, or a hard break."""
    for n in range(verb + 1, len(tokens)):
        word = tokens[n].low
        if word in (";", ":", "(", "–", "—", "because", "since", "although", "whereas"):
            return n
        if word in (",", "and", "but", "so", "or") and n + 2 < len(tokens):
            ahead = tokens[n + 1 : n + 5]
            if any(each.low in WILL | AM for each in ahead) or ahead[0].low in (
                "i",
                "we",
                "please",
                "you",
                "then",
                "but",
            ):
                return n
            if word in (",", "and", "so") and any(each.low in ("i", "we") for each in ahead[:2]):
                return n
    return len(tokens)


def _phrases(
    tokens: Sequence[Token], verb: int, stop: int, who: str, before: Sequence[Token], said: Sequence[Said]
) -> Iterator[tuple[int, int, Kind, bool]]:
    """The verbs that share one subject ("refund the 40 euros and send you a receipt"), each with its kind."""
    starts = [verb]
    if who in ("us", "let"):
        for n in range(verb + 1, stop - 1):
            if (
                tokens[n].low in ("and", ",", "then", "or")
                and (at := past_adverbs(tokens, n + 1)) is not None
            ):
                joined = at < stop and _coordinated(tokens, verb, at) and at not in starts
                if joined and not (
                    tokens[n].low == "," and tokens[at].low in ("have", "get", "call", "post")
                ):
                    starts.append(at)
    found: list[tuple[int, int, Kind, bool]] = []
    for each, until in zip(starts, [*starts[1:], stop], strict=True):
        hi = until - 1 if until != stop and tokens[until - 1].low in ("and", ",", "then", "or") else until
        kind, unsure = _kind(tokens, each, hi, who, before, said)
        if kind is not None:
            found.append((each, hi, kind, unsure))
    if who == "let":
        found = [each for each in found if each[2] is not Kind.OTHER]
    yield from found


def _coordinated(tokens: Sequence[Token], verb: int, at: int) -> bool:
    """True when a verb in the same form as the first one stands here."""
    word = tokens[at].low
    return (
        word in ING
        if tokens[verb].low in ING
        else word in BASES
        and word not in ("be", "order", "return", "text", "address", "post", "credit", "part")
    )


def _kind(
    tokens: Sequence[Token], verb: int, hi: int, who: str, before: Sequence[Token], said: Sequence[Said]
) -> tuple[Kind | None, bool]:
    if who in ("us", "let"):
        return kind_of(tokens, verb, hi, said)
    if who == "you":
        return customer_gets(tokens, verb, hi, before)
    if who == "thing":
        return done_to(tokens, verb, hi)
    if who == "granted":
        return Kind.CONCESSION, True
    if who == "booked":
        return Kind.VISIT, False
    if who == "goes":
        return moves(tokens, verb), False
    return _right(tokens, verb, hi, said)


def _right(tokens: Sequence[Token], verb: int, hi: int, said: Sequence[Said]) -> tuple[Kind | None, bool]:
    """You can return it until …: a right, granted until a day."""
    if verb >= len(tokens) or tokens[verb].low not in (
        "return",
        "pay",
        "redeem",
        "keep",
        "use",
        "exchange",
        "settle",
    ):
        return None, False
    limited = any(
        verb <= each.lo < hi and each.when.day and tokens[each.lo - 1].low in ("until", "till")
        for each in said
    )
    return (Kind.CONCESSION, True) if limited else (None, False)


_ASKS_WHETHER = frozenset(
    {"let", "tell", "confirm", "check", "advise", "inform", "find", "see", "ask", "clarify"}
)


def _conditional_after(tokens: Sequence[Token], verb: int, hi: int) -> bool:
    """An if behind the words binds them, unless it asks whether, or stands after an "and" of its own."""
    for n in range(verb + 1, len(tokens)):
        word = tokens[n].low
        if word == ";":
            return False
        if word == "in" and n + 1 < len(tokens) and tokens[n + 1].low == "case":
            return True
        if word not in ("if", "unless", "provided", "assuming", "providing"):
            continue
        previous = tokens[n - 1].low
        if previous == "," and n > 1 and tokens[n - 2].low in ("and", "but"):
            previous = "and"
        told = (
            tokens[verb].low in _ASKS_WHETHER
            and previous != ","
            and tokens[min(n + 1, len(tokens) - 1)].low != "you"
        )
        asks_whether = word == "if" and (previous in WHETHER_AFTER or told)
        return not (asks_whether or previous in ("and", "but", "or", "even", "as") or n > hi + 2)
    return False
