"""English: what the customer gets, and what is done to a thing: "you will have", "will be refunded", "goes out"."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.amounts import names_money
from kept.rules.spotting.english_messages import is_message
from kept.rules.spotting.english_telling import tells_of_event
from kept.rules.spotting.english_words import BASES, FULL, PARTICIPLES, THIRD_PARTIES
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.tokens import Token

_HEAVY = frozenset(
    {
        Kind.REFUND,
        Kind.REPLACE,
        Kind.CONCESSION,
        Kind.VISIT,
        Kind.CALL_BACK,
        Kind.UPDATE,
        Kind.ANSWER,
        Kind.SEND,
    }
)


def customer_gets(
    tokens: Sequence[Token], verb: int, hi: int, before: Sequence[Token]
) -> tuple[Kind | None, bool]:
    """What "you will have, get, receive, hear" promises; None for his duties and others' words."""
    if verb >= hi:
        return None, False
    words = [token.low for token in tokens[verb:hi]]
    word = words[0]
    rest = tokens[verb + 1 : hi]
    if (_by_others(words) or _from_his(words)) and not set(words) & {"us", "me", "our"}:
        return None, False
    if words[:3] == ["be", "hearing", "from"]:
        return Kind.ANSWER, False
    if word == "be" and len(words) > 1:
        return done_to(tokens, verb, hi) if words[1] in PARTICIPLES else (None, False)
    if word == "hear":
        return (Kind.NOTICE if tells_of_event(words) else Kind.ANSWER), False
    money_back = names_money(rest) and bool({"back", "returned"} & set(words))
    if word in ("see", "find"):
        if kind_of_things(rest) is Kind.REFUND or money_back:
            return Kind.REFUND, True
        placed = "by" in words and {"inbox", "mailbox", "letterbox", "account", "post"} & set(words)
        return (kind_of_things(rest) if placed else None), True
    if word not in ("have", "get", "receive", "expect", "promise", "guarantee", *_RELIED):
        return None, False
    if word == "have" and words[1:2] in (["until"], ["till"]):
        return Kind.CONCESSION, False
    if money_back:
        return Kind.REFUND, False
    if is_message(words) and tells_of_event(words):
        return Kind.NOTICE, False
    if word in ("promise", "guarantee", *_RELIED):
        return kind_of_things(rest), False
    if words[1:2] == ["to"] or (
        word == "have" and words[1:2] and words[1] in ("received", "seen", "noticed", "got", "read", "heard")
    ):
        return None, False
    if {"every", "each"} & set(words):
        return None, False  # a rule of the house
    kind = kind_of_things(rest)
    if (
        kind is None
        and words[1:2]
        and words[1] in ("it", "them", "this", "that", "everything", "these", "one")
    ):
        return kind_of_things(before) or Kind.SEND, True
    if (
        kind is None
        and words[1:2]
        and words[1] in ("your", "the", "a", "an", "another", "our")
        and word != "have"
        and any(each in _COMES and not _by_doing(words, n) for n, each in enumerate(words))
    ):
        return Kind.SEND, True
    if (
        kind is None
        and words[1:2]
        and words[1] in ("your", "the", "a", "an", "another", "our")
        and {"back", "by", "within"} & set(words)
    ):
        return Kind.SEND, True
    return kind, False


def done_to(tokens: Sequence[Token], verb: int, hi: int) -> tuple[Kind | None, bool]:
    """What a passive promises: "will be refunded", "will be with you by Tuesday", "will arrive tomorrow"."""
    words = [token.low for token in tokens[verb:hi]]
    subject = tokens[max(0, verb - 14) : verb]
    if not words or _by_others(words) or "already" in words:
        return None, False
    if {"sender", "us"} & set(words) and PARTICIPLES.get(words[1] if len(words) > 1 else "") == "return":
        return None, False
    if names_money(subject[-8:]) and (
        words[0] in ("follow", "arrive", "come") or {"back", "with"} & set(words[1:3])
    ):
        return Kind.REFUND, False
    if words[:3] == ["be", "on", "us"]:
        return Kind.CONCESSION, False
    if words[0] in ("go", "leave", "come", "follow") and not (
        kind_of_things(subject) or {"it", "they", "that", "this"} & {each.low for each in subject[-2:]}
    ):
        return None, False
    if words[0] in ("arrive", "reach", "ship", "go", "leave", "come", "follow"):
        return kind_of_things(subject, new_replaces=False) or Kind.SEND, words[0] in ("arrive", "reach")
    if words[0] not in ("be", "is", "are", "gets"):
        return None, False
    at = 1
    while (
        at < len(words)
        and words[at] not in PARTICIPLES
        and at < 4
        and words[at] not in ("with", "there", "back", "in", "on", "at")
    ):
        at += 1
    if at >= len(words):
        return None, False
    if words[at] in ("with", "there", "back", "at", "in", "on"):
        placed = words[at : at + 2] in (
            ["with", "you"],
            ["back", "in"],
            ["in", "your"],
            ["on", "your"],
            ["back", "with"],
            ["on", "its"],
            ["at", "your"],
            ["back", "on"],
        )
        return (
            (kind_of_things(subject) or Kind.SEND, True) if placed or words[at] == "there" else (None, False)
        )
    if words[at] not in PARTICIPLES:
        return None, False
    base = PARTICIPLES[words[at]]
    if base == "charge":
        refused = verb > 0 and tokens[verb - 1].low in ("not", "'t")
        return (Kind.CONCESSION if refused else None), False
    if words[at + 1 : at + 2] in (["off"], ["down"]) and base in ("take", "strike"):
        return Kind.OTHER, True
    rest = tokens[verb + at + 1 : hi]
    named = kind_of_things(subject, new_replaces=False)
    if words[at : at + 2] == ["picked", "up"] or base == "collect":
        return Kind.VISIT, False
    if base in ("call", "contact") and "call" not in [token.low for token in subject]:
        return FULL[base], False
    if base in (
        "extend",
        "waive",
        "reduce",
        "discount",
        "deduct",
        "refund",
        "reimburse",
        "credit",
        "transfer",
        "replace",
        "exchange",
    ):
        return (Kind.REFUND if named is Kind.REFUND else FULL[base]), False
    if base in (
        "found",
        "closed",
        "charged",
        "kept",
        "asked",
        "held",
        "taken",
        "see",
        "find",
        "charge",
        "close",
    ):
        return None, False
    if named is not None and base in BASES:
        return named, base not in FULL and named not in _HEAVY
    kind = FULL.get(base) or kind_of_things(rest)
    return kind, kind is Kind.OTHER


def _by_others(words: list[str]) -> bool:
    """From the carrier, by your bank, automatically: not our doing."""
    return any(
        word in THIRD_PARTIES and (word.startswith("automat") or set(words[max(0, n - 3) : n]) & _AGENTS)
        for n, word in enumerate(words)
    )


_RELIED = ("count", "rely", "depend", "bank")


def _by_doing(words: list[str], n: int) -> bool:
    """By moving closer."""
    return words[n] == "by" and n + 1 < len(words) and words[n + 1].endswith("ing")


_COMES = frozenset(
    {"by", "on", "within", "in", "from", "today", "tomorrow", "tonight", "this", "next", "back", "before"}
)


def _from_his(words: list[str]) -> bool:
    """From your employer."""
    return any(words[n : n + 2] == ["from", "your"] for n in range(len(words)))


_AGENTS = frozenset({"by", "from", "of", "through", "via"})


def moves(tokens: Sequence[Token], verb: int) -> Kind:
    """The parcel goes out, leaves, ships today."""
    subject = tokens[max(0, verb - 6) : verb]
    is_new = any(
        token.low == "new" and n and subject[n - 1].low in ("a", "the") for n, token in enumerate(subject)
    )
    return kind_of_things(subject, new_replaces=is_new) or Kind.SEND
