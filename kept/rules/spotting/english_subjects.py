"""English: who is said to act, and what stands between him and the verb."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.english_words import (
    ADVERBS,
    BASES,
    BREAKS,
    COLLEAGUES,
    HEDGES,
    ING,
    NEGATIONS,
    NOT_NEGATIONS,
    OWN_OBJECTS,
    PARTICIPLES,
    THIRD_PARTIES,
)
from kept.rules.spotting.times import Said
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

WE = frozenset({"i", "we"})


_FAR_LEFT = 9


def speaker_of(tokens: Sequence[Token], aux: int, floor: int) -> tuple[str | None, bool]:
    """Who is said to act, read from the words left of the auxiliary."""
    left = aux - 1
    while left > floor and tokens[left].low in ADVERBS:
        left -= 1
    word = tokens[left].low
    if word in ("and", "then", "or"):  # "I will check it and will let you know"
        earlier = {token.low for token in tokens[:left]}
        return ("us", False) if earlier & WE else ("thing", True) if earlier & OWN_OBJECTS else (None, False)
    if word in WE:
        return "us", False
    if word in ("you", "u"):
        return ("you", False) if not _reported(tokens, left, floor) else (None, False)
    if word == "they":
        earlier = {token.low for token in tokens[:left]}
        return ("us", False) if earlier & COLLEAGUES and not earlier & THIRD_PARTIES else (None, False)
    if (head := _before_apposition(tokens, aux, floor)) is not None:
        return speaker_of(tokens, head, floor)
    start = subject_start(tokens, aux, floor)
    phrase = [token.low for token in tokens[start:aux]]
    if any(each in THIRD_PARTIES for each in phrase) and not any(each in ("our", "we") for each in phrase):
        return None, False
    if word == "who":
        asked = [token.low for token in tokens[max(0, left - 5) : left]]
        return (
            ("us", False)
            if any(each in COLLEAGUES or each in ("mr", "ms", "mrs") for each in asked)
            and "your" not in asked
            else (None, False)
        )
    if word in ("he", "she"):
        earlier = {token.low for token in tokens[:left]}
        return ("us", True) if earlier & COLLEAGUES else (None, False)
    if _reported(tokens, start, floor):
        return None, False
    if any(each in COLLEAGUES for each in phrase) and "your" not in phrase:
        return "us", False
    if phrase[:1] == ["our"] and phrase[-1] not in OWN_OBJECTS | _TOOLS and phrase[-1].endswith(_PERSONS):
        return "us", False
    if any(each in OWN_OBJECTS for each in phrase) or phrase[:1] in (
        ["a"],
        ["an"],
        ["the"],
        ["our"],
        ["your"],
        ["both"],
    ):
        return "thing", False
    if (phrase and phrase[0] != "your" and tokens[left].capital and left > 0) or _named_person(
        tokens, start, aux
    ):
        return "us", True
    return None, False


_PERSONS = (
    "er",
    "ers",
    "or",
    "ors",
    "ist",
    "ists",
    "ian",
    "ians",
    "man",
    "men",
    "woman",
    "women",
    "ant",
    "ants",
)
_TOOLS = words(
    "server servers printer printers newsletter number letter order orders offer offers counter summer winter"
)


def _before_apposition(tokens: Sequence[Token], aux: int, floor: int) -> int | None:
    """Where the subject ends that a name or an amount is put behind: "our manager, Ms Okafor, will"."""
    if aux - 1 <= floor or tokens[aux - 1].low != ",":
        return None
    for n in range(aux - 2, max(floor, aux - _LONGEST_APPOSITION), -1):
        if tokens[n].low == ",":
            named = all(each.capital or not each.low.isalpha() for each in tokens[n + 1 : aux - 1])
            return n if named and n < aux - 2 else None
    return None


_LONGEST_APPOSITION = 8


def _named_person(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Ruth, Mr Berger, Amara Osei: a colleague by name; a word in capitals is a firm."""
    names = [
        token for token in tokens[start:end] if token.low not in ("mr", "mrs", "ms", "dr", ".", "from", "our")
    ]
    return 0 < len(names) <= 2 and all(
        each.capital and not each.text.isupper() and each.text.isalpha() for each in names
    )


def _reported(tokens: Sequence[Token], start: int, floor: int) -> bool:
    """True where somebody outside is said to have said it: "the carrier told us that it will arrive"."""
    words = {token.low for token in tokens[max(floor, start - 10) : start]}
    return bool(words & THIRD_PARTIES and words & _SAYING)


_SAYING = words(
    "says said told tells informed informs expects promised promises confirmed announced estimates"
    " states stated writes wrote according claims assured"
)


def subject_start(tokens: Sequence[Token], aux: int, floor: int) -> int:
    start = aux
    while start > max(floor, aux - _FAR_LEFT):
        word = tokens[start - 1].low
        if word in BREAKS or word in ("and", "or", "if", "when", "once", "then", "tomorrow", "today"):
            break
        start -= 1
        if word in ("i", "we", "you", "it", "they", "he", "she"):
            break
    return start


def is_ours(tokens: Sequence[Token], aux: int, floor: int) -> bool:
    return speaker_of(tokens, aux, floor)[0] == "us" if aux else False


def is_thing(tokens: Sequence[Token], verb: int, floor: int) -> bool:
    return speaker_of(tokens, verb, floor)[0] == "thing" if verb else False


def past_adverbs(tokens: Sequence[Token], n: int) -> int | None:
    """Where the verb stands; None if a negation or a hedge stands before it."""
    while n < len(tokens):
        word = tokens[n].low
        if word in NEGATIONS and not (n + 1 < len(tokens) and (word, tokens[n + 1].low) in NOT_NEGATIONS):
            ahead = [token.low for token in tokens[n + 1 : n + 3]]
            return n + 1 if ahead[:1] == ["charge"] or ahead == ["be", "charged"] else None
        if word in HEDGES:
            return None
        if (
            word in ADVERBS
            or word in (",",)
            or (word == "of" and tokens[n + 1 : n + 2] and tokens[n + 1].low == "course")
        ):
            n += 1
            continue
        return n
    return None


def leads_to(tokens: Sequence[Token], n: int, wanted: set[str]) -> bool:
    at = past_adverbs(tokens, n)
    return at is not None and at < len(tokens) and tokens[at].low in wanted


def going_to(tokens: Sequence[Token], n: int) -> int | None:
    at = past_adverbs(tokens, n + 1)
    if at is None or at + 2 >= len(tokens) or tokens[at].low != "going" or tokens[at + 1].low != "to":
        return None
    return at + 2 if tokens[at + 2].low in BASES else None


def words_at(tokens: Sequence[Token], n: int, wanted: tuple[str, ...]) -> bool:
    return n < len(tokens) and tokens[n].low in wanted


def is_timed(said: Sequence[Said], lo: int, hi: int) -> bool:
    return any(lo <= each.lo < hi and not each.when.past for each in said)


def verb_form_at(tokens: Sequence[Token], n: int) -> str | None:
    """The base form that stands here, from a base, an -ing or a participle."""
    if n >= len(tokens):
        return None
    word = tokens[n].low
    return word if word in BASES else ING.get(word) or PARTICIPLES.get(word)
