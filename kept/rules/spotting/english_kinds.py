"""English: the kind that a verb promises together with the words behind it."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.promise import Kind
from kept.rules.spotting.english_gets import customer_gets, done_to
from kept.rules.spotting.english_messages import everyday_kind
from kept.rules.spotting.english_phrases import phrase_kind
from kept.rules.spotting.english_subjects import is_timed
from kept.rules.spotting.english_telling import full_kind, only_asap, tells_of_event
from kept.rules.spotting.english_words import BASES, COLLEAGUES, FULL, ING, PARTICIPLES, THIRD_PARTIES
from kept.rules.spotting.kinds import kind_of_things
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words


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
        brought_about = _brought_about(tokens, verb, hi, base)
        if brought_about is not None:
            return brought_about
    kind = everyday_kind(base, words, rest) or phrase_kind(base, words, rest) or full_kind(base, words, rest)
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


def _brought_about(tokens: Sequence[Token], verb: int, hi: int, base: str) -> tuple[Kind | None, bool] | None:
    """See to it that it is fixed, make sure that you get it, have it repaired, have somebody with you."""
    words = [token.low for token in tokens[verb:hi]]
    if base in ("have", "get"):
        if COLLEAGUES & set(words[1:4]) and {"place", "door", "round", "site", "home"} & set(words):
            return Kind.VISIT, False
        until = next((n for n in range(1, len(words)) if words[n] in _BEHIND_IT), len(words))
        done = next((n for n in range(until - 1, 1, -1) if words[n] in _DONE), None)
        if done is None or words[1:2] == ["to"]:
            return None
        kind = FULL.get(PARTICIPLES[words[done]]) or kind_of_things(tokens[verb + 1 : hi], new_replaces=False)
        return (kind, kind is Kind.OTHER) if kind is not None else None
    if base not in ("see", "make", "ensure"):
        return None
    for n in range(verb + 1, hi):
        if tokens[n].low == "you" and n + 1 < hi and tokens[n + 1].low in ("get", "have", "receive"):
            return customer_gets(tokens, n + 1, hi, ())
        if tokens[n].low in ("is", "are", "gets"):
            return done_to(tokens, n, hi)
    return None


_BEHIND_IT = words("by to within before on at for in first today tomorrow and")
_DONE = frozenset(PARTICIPLES) - words(
    "put had made let set come been found kept taken held seen read be have"
)


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
    if after[:1] in (["round"], ["over"]) and is_timed(said, verb, hi):
        return Kind.VISIT, False
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
    ) and is_timed(said, 0, hi):
        return Kind.VISIT, False
    return None, False
