"""English: the kind that a verb promises together with the words behind it."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.english_phrases import phrase_kind
from kept.rules.spotting.english_subjects import is_timed
from kept.rules.spotting.english_telling import full_kind, only_asap, tells_of_event
from kept.rules.spotting.english_words import BASES, COLLEAGUES, FULL, ING, PARTICIPLES, THIRD_PARTIES
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.times import Said
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


def kind_of(tokens: Sequence[Token], verb: int, hi: int, said: Sequence[Said]) -> tuple[Kind | None, bool]:
    """What we, or somebody of ours, promise with this verb; None for nothing. The second says "in doubt"."""
    if verb >= hi:
        return None, False
    base = _base(tokens, verb)
    words = [token.low for token in tokens[verb:hi]]
    rest = tokens[verb + 1 : hi]
    if base is None:
        return None, False
    if base == "check" and words[1:4] == ["in", "with", "you"]:
        return Kind.UPDATE, False
    if base == "take" and "away" in words:
        return Kind.VISIT, False
    if base == "be":
        return _being(tokens, verb, hi, said)
    if base in ("have", "get", "ask", "see", "ensure", "make", "arrange", "let"):
        inner = _caused(tokens, verb, hi)
        if inner is not None:
            return kind_of(tokens, inner, hi, said)
    kind = phrase_kind(base, words, rest) or full_kind(base, words, rest)
    if kind is None or kind is Kind.FIND_WAY:
        return None, False
    if (
        kind is Kind.ANSWER
        and {"questions", "question", "queries"} & set(words)
        and not is_timed(said, verb, hi)
    ):
        return None, False
    if only_asap(words) and kind in (Kind.ANSWER, Kind.OTHER, Kind.UPDATE, Kind.NOTICE, Kind.REFER):
        return None, False
    if kind is Kind.ANSWER and tells_of_event(words):
        kind = Kind.NOTICE
    return kind, kind is Kind.OTHER or only_asap(words)


def customer_gets(
    tokens: Sequence[Token], verb: int, hi: int, before: Sequence[Token]
) -> tuple[Kind | None, bool]:
    """What "you will have, get, receive, hear" promises; None for his duties and others' words."""
    if verb >= hi:
        return None, False
    words = [token.low for token in tokens[verb:hi]]
    word = words[0]
    rest = tokens[verb + 1 : hi]
    if _by_others(words) and not set(words) & {"us", "me", "our"}:
        return None, False
    if words[:3] == ["be", "hearing", "from"]:
        return Kind.ANSWER, False
    if word == "be" and len(words) > 1:
        return done_to(tokens, verb, hi) if words[1] in PARTICIPLES else (None, False)
    if word == "hear":
        return (Kind.NOTICE if tells_of_event(words) else Kind.ANSWER), False
    if word in ("see", "find") and kind_of_things(rest) is Kind.REFUND:
        return Kind.REFUND, True
    if word not in ("have", "get", "receive", "expect", "promise", "guarantee"):
        return None, False
    if word in ("promise", "guarantee"):
        return kind_of_things(rest), False
    if words[1:2] == ["to"] or (
        word == "have" and words[1:2] and words[1] in ("received", "seen", "noticed", "got", "read", "heard")
    ):
        return None, False
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
    if words[0] in ("arrive", "reach", "ship", "go", "leave", "come"):
        return kind_of_things(subject, new_replaces=False) or Kind.SEND, words[0] in ("arrive", "reach")
    if words[0] != "be":
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
    base = PARTICIPLES[words[at]]
    if base == "charge":
        refused = verb > 0 and tokens[verb - 1].low in ("not", "'t")
        return (Kind.CONCESSION if refused else None), False
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


_AGENTS = frozenset({"by", "from", "of", "through", "via"})


def moves(tokens: Sequence[Token], verb: int) -> Kind:
    """The parcel goes out, leaves, ships today."""
    return kind_of_things(tokens[max(0, verb - 6) : verb], new_replaces=False) or Kind.SEND


_CAUSED = frozenset({"come", "get", "send", "pick", "give", "look", "take", "let", "arrive", "visit"})


_BEFORE_NOUNS = frozenset({"a", "the", "our", "your", "for", "'s"})


def _acted(word: str) -> str:
    """The base form of a third person: calls, replies."""
    if word in BASES or not word.endswith("s"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _base(tokens: Sequence[Token], verb: int) -> str | None:
    word = _acted(tokens[verb].low)
    return word if word in BASES else ING.get(word)


def _caused(tokens: Sequence[Token], verb: int, hi: int) -> int | None:
    """have/get/ask/make sure … somebody of ours (to) do it: where that verb stands."""
    somebody = False
    for n in range(verb + 1, min(hi, verb + 12)):
        word = tokens[n].low
        outside = word in THIRD_PARTIES or (word in ("your", "you", "they") and not somebody)
        if outside and (word != "you" or n > verb + 3):
            return None
        somebody = (
            somebody
            or word in COLLEAGUES
            or word in ("we", "i")
            or (tokens[n].capital and word not in ("i",))
        )
        may_act = somebody and n > verb + 1 and tokens[n - 1].low not in _BEFORE_NOUNS
        base = _acted(word)
        if may_act and base in BASES and (base in FULL or base in _CAUSED):
            return n
    return None


def _being(tokens: Sequence[Token], verb: int, hi: int, said: Sequence[Said]) -> tuple[Kind | None, bool]:
    """I will be in touch, we will be calling you, the technician will be with you."""
    words = [token.low for token in tokens[verb:hi]]
    after = [word for word in words[1:4] if word not in ("back", "right")]
    if (
        after[:2] == ["in", "touch"]
        or words[1:4] == ["back", "in", "touch"]
        or words[1:4] == ["back", "to", "you"]
    ):
        if only_asap(words) or (not is_timed(said, verb, hi) and {"shortly", "soon"} & set(words)):
            return None, False
        return (Kind.NOTICE if tells_of_event(words) else Kind.ANSWER), False
    if after[:1] and after[0] in ING:
        return kind_of(tokens, verb + words.index(after[0]), hi, said)
    if after[:2] in (
        ["with", "you"],
        ["at", "your"],
        ["there", "on"],
        ["there", "at"],
        ["there", "between"],
        ["there", "by"],
        ["at", "yours"],
        ["there", "tomorrow"],
    ) and is_timed(said, verb, hi):
        return Kind.VISIT, False
    return None, False
