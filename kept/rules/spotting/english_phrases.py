"""English: light verbs, whose small words and things make the meaning."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.english_telling import handing_on, telling
from kept.rules.spotting.english_words import COLLEAGUES
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.tokens import Token


def phrase_kind(base: str, words: list[str], rest: Sequence[Token]) -> Kind | None:
    """Verbs whose small words make the meaning; FIND_WAY stands for "nothing at all"."""
    has = set(words)
    pair = words[:2]
    things = kind_of_things(rest)
    match base:
        case "get":
            if "back" in words[:3] and "to" in words[:5]:
                return Kind.ANSWER
            if words[1:3] == ["in", "touch"]:
                return Kind.ANSWER if "you" in has else Kind.OTHER
            if things is None and {"sorted", "fixed", "resolved", "repaired"} & has:
                return Kind.OTHER
            return things
        case "come":
            return (
                Kind.ANSWER
                if "back" in words[:3] and "to" in words[:5]
                else Kind.VISIT
                if {"by", "round", "over", "on", "to", "tomorrow", "today", "out", "between", "and"}
                & set(words[:6])
                else None
            )
        case "let":
            return telling(words) if "know" in has else things if "have" in words[:4] else None
        case "keep":
            if has & {"posted", "updated", "informed", "loop"}:
                return Kind.UPDATE
            return (
                Kind.CONCESSION if has & {"price", "offer", "discount", "open", "reserved"} else Kind.FIND_WAY
            )
        case "hold":
            return (
                Kind.CONCESSION
                if has & {"price", "offer", "item", "room", "for", "reservation", "order", "table"}
                else None
            )
        case "follow":
            if words[1:3] == ["up", "with"] and words[3:4] != ["you"]:
                return Kind.OTHER
            return Kind.UPDATE if "up" in words[:3] else None
        case "report":
            return Kind.UPDATE
        case "update":
            return Kind.UPDATE if words[1:2] in (["you"], []) or "you" in words[1:3] else Kind.OTHER
        case "look" | "deal":
            return Kind.OTHER if words[1:2] in (["into"], ["after"], ["at"], ["for"], ["with"]) else None
        case "find":
            return Kind.OTHER if "out" in words[:3] else None
        case "take":
            if "over" in words[:5]:
                return Kind.REFER
            if has & {"off"} and has & {"price", "bill", "invoice", "amount", "order", "next"}:
                return Kind.CONCESSION
            return (
                Kind.OTHER
                if pair in (["take", "care"], ["take", "this"], ["take", "it"])
                else Kind.VISIT
                if "measurements" in has
                else None
            )
        case "pass" | "hand" | "forward" | "transfer" | "assign" | "move" | "connect":
            return handing_on(base, words, rest)
        case "pick":
            return (
                Kind.VISIT
                if ("up" in has and words[1:3] != ["up", "the"])
                or "collect" in has
                or ("up" in has and "parcel" in has)
                else None
            )
        case "stop" | "drop" | "drive" | "go":
            return (
                Kind.VISIT
                if has & {"by", "round", "in", "over"} and (has & {"you", "your", "by"})
                else (Kind.SEND if base == "drop" and "off" in has else None)
            )
        case "pay":
            return (
                Kind.REFUND
                if has & {"back", "you", "compensation"} or things is Kind.REFUND
                else Kind.CONCESSION
                if has & {"postage", "shipping", "costs", "cost"}
                else None
            )
        case "cover" | "charge":
            return (
                Kind.CONCESSION
                if has & {"cost", "costs", "shipping", "postage", "fee", "charge", "repair"}
                else None
            )
        case "return":
            if has & {"call"}:
                return Kind.CALL_BACK
            return (
                Kind.REFUND
                if things is Kind.REFUND
                or has & {"€", "$", "£", "euros", "dollars", "pounds", "payment", "deposit"}
                else Kind.SEND
                if "you" in has or "to" in has
                else None
            )
        case "sort" | "chase":
            return Kind.OTHER
        case (
            "see"
            | "ask"
            | "try"
            | "be"
            | "hear"
            | "expect"
            | "go"
            | "receive"
            | "arrive"
            | "reach"
            | "leave"
            | "charge"
            | "guarantee"
        ):
            return Kind.FIND_WAY
        case "raise" | "involve" | "push":
            return Kind.OTHER if things is None else things
        case "put":
            if words[1:3] == ["you", "through"] or words[1:4] == ["you", "in", "touch"]:
                return Kind.REFER
            return things or (
                Kind.SEND
                if {"post", "mail"} & has
                else Kind.CONCESSION
                if "hold" in has
                else Kind.OTHER
                if "right" in has
                else None
            )
        case "give":
            if has & {"ring", "buzz", "bell"}:
                return Kind.CALL_BACK
            if has & {"%", "percent", "off"} or (things is None and has & {"until", "more"}):
                return Kind.CONCESSION
            return things
        case "freeze" | "lock":
            return Kind.CONCESSION if has & {"price", "prices", "rate", "instalments"} else None
        case (
            "add"
            | "set"
            | "share"
            | "prepare"
            | "organise"
            | "organize"
            | "arrange"
            | "book"
            | "schedule"
            | "upload"
        ):
            if things is not None:
                return things
            return Kind.SEND if base == "share" else None if base == "set" and "up" not in has else Kind.OTHER
        case "send":
            if things is Kind.ANSWER and {"email", "mail"} & has:
                return Kind.ANSWER
            if has & {"over", "round"} and rest and rest[0].capital:
                return Kind.VISIT
            if has & COLLEAGUES and words[1:2] in (["someone"], ["somebody"], ["a"], ["our"], ["one"]):
                return Kind.VISIT
            if (things is None and words[1:4] == ["you", "an", "email"]) or words[1:4] == [
                "you",
                "a",
                "message",
            ]:
                return Kind.ANSWER
            return things or Kind.SEND
        case (
            "issue"
            | "process"
            | "offer"
            | "provide"
            | "make"
            | "have"
            | "bring"
            | "initiate"
            | "trigger"
            | "ready"
            | "accept"
            | "touch"
            | "top"
        ):
            if base == "provide" and things is None:
                return Kind.SEND if "you" in has else None
            if base == "have" and things is None:
                return Kind.OTHER if has & {"ready", "fixed", "repaired", "corrected", "done"} else None
            if base == "process" and things is None:
                return Kind.OTHER
            if base in ("make", "ensure") and has & {"goes", "ships", "leaves"}:
                return things or Kind.SEND
            if base == "make" and things is None:
                return (
                    Kind.OTHER
                    if words[1:2] in (["the"], ["this"], ["it"])
                    and has & {"change", "correction", "right", "changes"}
                    else None
                )
            return things if things is not None else Kind.FIND_WAY
    return None
