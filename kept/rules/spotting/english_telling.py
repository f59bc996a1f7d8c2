"""English: verbs that tell their kind by themselves, and those that pass something on or tell something."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.english_words import COLLEAGUES, FULL
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_EVENTS = frozenset({"when", "once", "after", "whenever"})


_ASAP = (["as", "soon", "as", "possible"], ["asap"], ["in", "due", "course"], ["at", "the", "earliest"])


_CALLED = words("you back again half an ms mr mrs him her them at on by tomorrow today this and")


def full_kind(base: str, words: list[str], rest: Sequence[Token]) -> Kind | None:
    kind = FULL.get(base)
    has = set(words)
    if kind is Kind.CALL_BACK:
        named = len(rest) > 0 and (rest[0].low in _CALLED or rest[0].capital or rest[0].low.isdecimal())
        away = Kind.OTHER if base == "call" or (rest[:1] and rest[0].low in ("the", "our")) else None
        return kind if not rest or named or "back" in has else away
    if kind in (Kind.NOTICE, Kind.ANSWER) and base in (
        "inform",
        "notify",
        "tell",
        "advise",
        "alert",
        "confirm",
        "contact",
        "remind",
        "warn",
    ):
        if rest and rest[0].low in ("the", "our", "them", "him", "her", "dhl") and base not in ("confirm",):
            return Kind.OTHER
        if base in ("confirm", "contact"):
            return kind
        return telling(words) if base not in ("remind", "warn", "alert", "notify") else Kind.NOTICE
    if kind is Kind.ANSWER and base in ("text", "email", "write", "message"):
        things = kind_of_things(rest)
        if rest and rest[0].low in ("the", "our", "to") and words[1:3] != ["to", "you"]:
            return Kind.OTHER if things is not Kind.SEND else Kind.SEND
        return things if things in (Kind.SEND, Kind.UPDATE, Kind.REFUND, Kind.CONCESSION) else kind
    if kind is Kind.SEND:
        things = kind_of_things(rest)
        if base == "forward":
            return handing_on(base, words, rest)
        return things if things in (Kind.REPLACE, Kind.CONCESSION) else kind
    if kind is Kind.VISIT and base == "install":
        return Kind.VISIT if "you" in has or "your" in has else Kind.OTHER
    if kind is Kind.VISIT and base == "attend":
        return Kind.VISIT
    if kind is Kind.CONCESSION and base == "reserve":
        return Kind.CONCESSION if "you" in has else Kind.OTHER
    if kind is Kind.REFUND and base == "transfer":
        return handing_on(base, words, rest)
    if kind is Kind.OTHER and base in ("apply",):
        return kind_of_things(rest)
    if kind is Kind.OTHER and base in ("handle", "test", "close", "complete", "finish"):
        return Kind.OTHER
    if kind is Kind.OTHER and base == "order":
        things = kind_of_things(rest)
        return things if things is Kind.REPLACE else Kind.OTHER
    return kind


def handing_on(base: str, words: list[str], rest: Sequence[Token]) -> Kind | None:
    """Money transferred, papers forwarded, a matter passed on."""
    things = kind_of_things(rest)
    has = set(words)
    to_them = has & COLLEAGUES or {"to", "our"} <= has or "on" in words[:4] or "over" in words[:4]
    if base == "transfer" and (
        things is Kind.REFUND or has & {"€", "$", "£", "eur", "euros", "dollars", "pounds", "chf", "account"}
    ):
        return Kind.REFUND
    if (to_them and words[1:2] != ["you"]) or "through" in has:
        return Kind.REFER
    if base in ("connect", "assign", "transfer"):
        return Kind.REFER
    if base == "forward" or things is Kind.SEND:
        return Kind.SEND
    return None


def telling(words: list[str]) -> Kind:
    """Let you know, inform: of an event to come, of progress, or the answer to what he asked."""
    if tells_of_event(words):
        return Kind.NOTICE
    if set(words) & {"progress", "status", "progressing", "going", "proceed", "proceeding"}:
        return Kind.UPDATE
    if words[0] in ("inform", "advise") and not set(words) & {
        "whether",
        "decision",
        "answer",
        "result",
        "outcome",
        "if",
    }:
        return Kind.NOTICE
    return Kind.ANSWER


def tells_of_event(words: list[str]) -> bool:
    return bool(set(words) & _EVENTS) or any(
        words[n : n + 3] == ["as", "soon", "as"] and words[n + 3 : n + 4] != ["possible"]
        for n in range(len(words))
    )


def only_asap(words: list[str]) -> bool:
    return any(words[n : n + len(each)] == each for each in _ASAP for n in range(len(words)))
