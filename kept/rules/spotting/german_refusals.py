"""German: what takes a commitment away: negation, hedge, past, somebody outside."""

from __future__ import annotations

from kept.rules.spotting.german_clauses import Clause
from kept.rules.spotting.german_words import (
    BELIEFS,
    GETS,
    HEDGES,
    HOUSE_RULES,
    NEGATIONS,
    NOT_NEGATIONS,
    PARTICIPLES,
    PAST,
    THIRD_PARTIES,
)


def refuses(words: list[str]) -> bool:
    for n, word in enumerate(words):
        if (
            word in NEGATIONS
            and word != "leider"
            and (word, words[n + 1] if n + 1 < len(words) else "") not in NOT_NEGATIONS
        ):
            if word in ("nichts", "keine", "keinen") and set(words) & {
                "berechne",
                "berechnen",
                "berechnet",
                "zahlen",
            }:
                continue  # charging nothing is a concession
            return True
    has = set(words)
    if has & HEDGES or any(_in_order(words, rule) for rule in HOUSE_RULES):
        return True
    if has & PAST - {"habe", "hat"}:
        return True
    return (
        bool(has & {"habe", "hat", "haben", "bin", "sind", "ist"})
        and any(word in PARTICIPLES and word not in GETS for word in words[1:])
    ) or bool(has & {"habe", "hat"})


def _in_order(words: list[str], wanted: tuple[str, ...]) -> bool:
    return any(tuple(words[n : n + len(wanted)]) == wanted for n in range(len(words)))


def others_word(words: list[str], previous: Clause | None) -> bool:
    """Somebody outside acts, or is told to have said it."""
    has = set(words)
    if has & THIRD_PARTIES and not has & {"ich", "wir"}:
        return True
    if previous is None or not words or words[0] not in ("dass", "das", "daß"):
        return False
    told = set(previous.words)
    return bool(told & THIRD_PARTIES) or bool(told & BELIEFS)
