"""German: what takes a commitment away: negation, hedge, past, somebody outside."""

from __future__ import annotations

from kept.rules.spotting.german_clauses import Clause
from kept.rules.spotting.german_words import (
    BELIEFS,
    FINITE,
    GETS,
    HEDGES,
    HOUSE_RULES,
    NEGATIONS,
    NOT_NEGATIONS,
    PARTICIPLES,
    PAST,
    THIRD_PARTIES,
    colleagues_in,
)
from kept.rules.spotting.words import words


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
            if word == "nicht" and "rechnung" in words and {"stelle", "stellen"} & set(words):
                continue
            return True
    has = set(words)
    if has & HEDGES or any(_in_order(words, rule) for rule in HOUSE_RULES):
        return True
    if "nur" in has and not has & {"ihnen", "sie", "dir", "dich", "ihr", "ihre", "ihren"}:
        return True  # "Wir erstatten nur ungeöffnete Ware"
    if has & PAST - {"habe", "hat"}:
        return True
    return (
        bool(has & {"habe", "hat", "haben", "bin", "sind", "ist"})
        and any(word in PARTICIPLES and word not in GETS for word in words[1:])
    ) or bool(has & {"habe", "hat"})


def _in_order(words: list[str], wanted: tuple[str, ...]) -> bool:
    return any(tuple(words[n : n + len(wanted)]) == wanted for n in range(len(words)))


_SAYING = words(
    "gesagt sagt sagen sagte sagten sagst schreiben schreibst schrieb schrieben geschrieben steht stand meinen meinst"
    " behaupten versprochen zugesagt zugesichert erwähnen erwähnten heißt bestätigt"
)


def hangs_on_asking(words: list[str], previous: Clause | None) -> bool:
    """Bound to what he is told to do for us: "Schicken Sie uns ein Foto, dann …", "Rufen Sie an und wir …"."""
    if previous is None or not asks_for(previous.words):
        return False
    then = words[:1] in (["dann"], ["danach"], ["anschließend"]) or {"dann", "daraufhin"} & set(words[:4])
    return bool(then)


def asks_for(words: list[str]) -> bool:
    """An order to him, as its first word tells."""
    at = 1 if words[:1] == ["bitte"] else 0
    opening = words[at : at + 2]
    if not opening or opening[0] in _OWN_BUSINESS:
        return False
    polite = opening[0] in FINITE and FINITE[opening[0]][0] == "wir" and opening[1:] == ["sie"]
    familiar = opening[0] in _FAMILIAR and not {"ich", "wir"} & set(words)
    return polite or familiar


_OWN_BUSINESS = words("behalten entschuldigen verzeihen warten bleiben machen haben seien")
_FAMILIAR = words(
    "schick schicke ruf sag gib melde meld sende send schreib teil nenn füll klick wähl lad gebt schickt"
)


def others_word(words: list[str], previous: Clause | None) -> bool:
    """Somebody outside acts, or is told to have said it."""
    has = set(words)
    if has & THIRD_PARTIES and not has & {"ich", "wir"}:
        return True
    if previous is None or not words or words[0] not in ("dass", "das", "daß"):
        return False
    told = set(previous.words)
    if told & _SAYING and not told & {"ich", "wir"} and not (colleagues_in(told) and "bestätigt" in told):
        return True
    return bool(told & THIRD_PARTIES) or bool(told & BELIEFS)
