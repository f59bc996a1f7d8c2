"""English: everyday ways to send, to write, to look in and to let off: drop you a line, pop it in the post, on us."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.amounts import names_money
from kept.rules.spotting.english_telling import tells_of_event
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_MESSAGES = words("email mail message text sms line note whatsapp notification heads-up shout ping")
_FEES = words("fee fees charge charges surcharge penalty cost costs postage interest deposit premium fine")
_BILLS = words(
    "bill invoice balance price statement account order total subscription rent instalment off next"
)
_PLACES = words("round over by in")
_DOCUMENTS = (Kind.SEND, Kind.CONCESSION, Kind.REPLACE, Kind.REFUND, Kind.UPDATE)


def is_message(words: list[str]) -> bool:
    """True for "a text", "you a quick email": the message itself is what comes, not something by mail."""
    for n, word in enumerate(words):
        if word in _MESSAGES and not {"by", "via", "per", "the", "in"} & set(words[max(0, n - 2) : n]):
            return word not in ("mail", "text", "email", "message") or n > 0
    return False


def everyday_kind(base: str, words: list[str], rest: Sequence[Token]) -> Kind | None:
    """What colloquial turns promise; None where the grammar of the verb itself shall tell."""
    has = set(words)
    things = kind_of_things(_ahead_of_event(rest))
    money = names_money(rest) or things is Kind.REFUND
    if (
        base in ("get", "put", "send", "bring", "pay", "pop", "return", "transfer")
        and money
        and "back" in has
    ):
        return Kind.REFUND
    if (
        base in ("write", "knock", "take", "deduct")
        and "off" in has
        and (money or has & (_FEES | _BILLS | {"%"}))
    ):
        return Kind.CONCESSION
    if base in ("remove", "drop", "cancel", "delete", "scrap", "strike", "reverse") and has & _FEES:
        return Kind.CONCESSION
    if base == "credit" and has & {"next", "bill", "invoice"} and "refund" not in has:
        return Kind.CONCESSION
    if base in ("absorb", "bear", "shoulder", "cover") and has & _FEES:
        return Kind.CONCESSION
    if base == "reach" and words[1:3] == ["out", "to"]:
        return Kind.ANSWER if words[3:4] == ["you"] else Kind.OTHER
    if base == "throw":
        return Kind.CONCESSION if "in" in has else None
    if base == "take" and "from" in has and "here" in has:
        return Kind.REFER
    if (
        base in ("pop", "swing", "stick", "nip", "call")
        and words[1:2] != []
        and words[1] in _PLACES
        and base != "stick"
    ):
        return Kind.VISIT if base != "call" or words[1] in ("round", "by") else None
    if (
        base in ("send", "drop", "shoot", "ping", "fire")
        and is_message(words[1:])
        and things not in _DOCUMENTS
    ):
        return _message(words, things)
    if base == "ping" and words[1:2] == ["you"] and things is None:
        return _message(words, things)
    if base in ("pop", "stick", "shoot", "ping", "attach", "drop", "fire"):
        return things or (Kind.SEND if has & {"post", "mail", "email", "inbox", "over", "across"} else None)
    if base in ("email", "mail", "post") and words[1:2] in (["it"], ["them"]):
        return Kind.SEND
    return None


def _ahead_of_event(rest: Sequence[Token]) -> Sequence[Token]:
    at = next((n for n, token in enumerate(rest) if token.low in ("when", "once", "as")), len(rest))
    return rest[:at]


def _message(words: list[str], things: Kind | None) -> Kind:
    if tells_of_event(words):
        return Kind.NOTICE
    return things if things in (Kind.UPDATE,) else Kind.ANSWER
