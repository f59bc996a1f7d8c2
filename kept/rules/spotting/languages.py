"""Which language a sentence is in, by its small words."""

from __future__ import annotations

from collections.abc import Iterable

from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_GERMAN = words(
    "ich wir sie ihnen der die das den dem ein eine einen und nicht ist uns mich bis zum zur mit auf"
    " für von sich es"
    " ihr ihre ihren im am bei wird werden dir dich du heute morgen noch auch bitte"
)
_ENGLISH = words(
    "i we you the a an and to is are will your our of it for on by with that this be have at us me"
    " my not please ll"
    " 'll from as or if let"
)


def language_of(tokens: Iterable[Token], known: str) -> str:
    """`en`, `de`, or "" where both may be; `known` decides between equals."""
    german = english = 0
    for token in tokens:
        german += token.low in _GERMAN
        english += token.low in _ENGLISH
    if german == english:
        return known if known in ("en", "de") else ""
    return "de" if german > english else "en"
