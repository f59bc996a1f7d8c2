"""English: whose word it is: what others said, what nobody said, and what is only offered for an act of his."""

from __future__ import annotations

from collections.abc import Sequence

from kept.rules.spotting.english_words import COLLEAGUES
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_SAYING = words(
    "say says said saying write writes wrote written claim claims claimed mention mentions mentioned told state states"
    " stated promised"
)
_BETWEEN = words('that , : " “ ” „ you me us him her today yesterday')
_DENIED = words("'t cannot not nobody never none unable no")
_VOUCHED = words("promise guarantee say said says sure confirm assure commit know")
_LOOKED_BACK = 8

_ASKED_FOR = words(
    "send give call ring reply return tell email fill click choose provide contact confirm share upload write ping"
    " message text enter sign drop shoot let pop bring forward answer respond phone post mail visit"
)
_POLITE = words("please just simply kindly and so then also ok okay")


def said_by_others(tokens: Sequence[Token], start: int, floor: int) -> bool:
    """You say that …, your mail says …, he said: …; and what nobody promised: "I cannot promise that …"."""
    n = start - 1
    while n > floor and tokens[n].low in _BETWEEN:
        n -= 1
    ahead = [token.low for token in tokens[max(floor, start - _LOOKED_BACK) : start]]
    vouched = "that" in ahead[-1:] or (n >= 0 and tokens[n].low in _VOUCHED)
    if vouched and not _DENIED.isdisjoint(ahead) and not _VOUCHED.isdisjoint(ahead):
        return True
    if n < floor or n < 0 or tokens[n].low not in _SAYING or (n and tokens[n - 1].low == "as"):
        return False
    speakers = {token.low for token in tokens[max(floor, n - 5) : n]}
    return speakers.isdisjoint({"i", "we"}) and speakers.isdisjoint(COLLEAGUES)


def asks_for(tokens: Sequence[Token]) -> bool:
    """Begins by telling him to do something for us: "Send us a photo and …", "Please return it, then …"."""
    n = 0
    while n < len(tokens) and tokens[n].low in _POLITE:
        n += 1
    opening = [token.low for token in tokens[n : n + 3]]
    if not opening or opening[0] not in _ASKED_FOR:
        return False
    if opening[0] == "let":
        return opening == ["let", "us", "know"] or opening == ["let", "me", "know"]
    return opening[:1] != ["give"] or not _is_a_while([token.low for token in tokens[n : n + 6]])


def _is_a_while(words: list[str]) -> bool:
    """Give me half an hour."""
    return bool(
        {"hour", "hours", "minute", "minutes", "day", "days", "moment", "until", "second"} & set(words)
    )


def hangs_on_asking(tokens: Sequence[Token], subject: int) -> bool:
    """True where "and" or "then" ties this subject to what he was told to do."""
    return any(token.low in ("and", "then", "so") for token in tokens[max(0, subject - 2) : subject])
