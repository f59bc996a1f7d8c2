"""Amounts of money in a sentence: € 40, 40,00 EUR, forty dollars, 1.299,50 Euro."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kept.rules.spotting.calendar_words import NUMBERS
from kept.rules.spotting.spotted import Money
from kept.rules.spotting.tokens import Token
from kept.rules.spotting.words import words

_CURRENCIES = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "bucks"), "USD"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid", "pfund"), "GBP"),
    **dict.fromkeys(("chf", "franken", "francs", "sfr"), "CHF"),
    **dict.fromkeys(("pln", "zł", "zloty"), "PLN"),
    **dict.fromkeys(("sek", "kronor"), "SEK"),
    **dict.fromkeys(("aud",), "AUD"),
    **dict.fromkeys(("cad",), "CAD"),
}
_SMALL_COINS = {"cent": "EUR", "cents": "EUR", "pence": "GBP", "rappen": "CHF"}
_MOST_DIGITS = 12


def names_money(tokens: Sequence[Token]) -> bool:
    """True when a currency is named."""
    return any(token.low in _CURRENCIES or token.low in _SMALL_COINS for token in tokens)


class Named(NamedTuple):
    """The words `tokens[lo:hi]` name this amount."""

    lo: int
    hi: int
    money: Money


def amounts(tokens: Sequence[Token]) -> list[Named]:
    """All amounts with a currency, in their order; percentages and bare numbers are none."""
    found: list[Named] = []
    n = 0
    while n < len(tokens):
        named = _read(tokens, n)
        if named is None:
            n += 1
            continue
        found.append(named)
        n = named.hi
    return found


def amount_given(tokens: Sequence[Token], found: Sequence[Named], verb: int) -> Money | None:
    """Of the amounts in a commitment the one that is given, not that of the order that it is given for."""
    own = [each for each in found if not _of_an_order(tokens, each)]
    whole = [
        each for each in own if tokens[max(0, each.lo - 2)].low in _OUT_OF or _before(tokens, each) in _OUT_OF
    ]
    parts = [each for each in own if each not in whole] or own
    behind = [each for each in parts if each.lo > verb] or parts
    return behind[0].money if behind else None


_ORDERS = words(
    "order orders purchase basket invoice bill bestellung rechnung auftrag einkauf bestellwert warenwert bestellungen"
)
_OUT_OF = words("of from over über ab von statt instead")


def _before(tokens: Sequence[Token], each: Named) -> str:
    return tokens[each.lo - 1].low if each.lo else ""


def _of_an_order(tokens: Sequence[Token], each: Named) -> bool:
    """Your €120 order, Ihrer Bestellung über 120 €, orders over 100 euros."""
    named_behind = each.hi < len(tokens) and tokens[each.hi].low in _ORDERS
    linked = _before(tokens, each) in _LINKS
    return named_behind or (
        linked and any(token.low in _ORDERS for token in tokens[max(0, each.lo - 3) : each.lo])
    )


_LINKS = words("over of for worth totalling über von in for above")


def _read(tokens: Sequence[Token], n: int) -> Named | None:
    following = tokens[n + 1].low if n + 1 < len(tokens) else ""
    currency = _CURRENCIES.get(tokens[n].low)
    if currency is not None:
        minor = _minor(following)
        return (
            None if minor is None or not following[0].isdigit() else Named(n, n + 2, Money(minor, currency))
        )
    minor = _minor(tokens[n].low)
    if minor is None:
        return None
    at = n + 1
    if at >= len(tokens):
        return None
    if tokens[at].low in _SMALL_COINS:
        return Named(n, at + 1, Money(minor // 100, _SMALL_COINS[tokens[at].low]))
    currency = _CURRENCIES.get(tokens[at].low)
    return None if currency is None else Named(n, at + 1, Money(minor, currency))


def _minor(word: str) -> int | None:
    """Minor units of a number as people write it: the last mark with one or two digits behind is the decimal one."""
    if word in NUMBERS:
        return NUMBERS[word] * 100 if word not in ("a", "an") else None
    if not word or not word[0].isdigit() or len(word) > _MOST_DIGITS or set(word) - set("0123456789.,"):
        return None
    mark = max(word.rfind("."), word.rfind(","))
    behind = word[mark + 1 :] if mark >= 0 else ""
    if 1 <= len(behind) <= 2:
        whole, cents = word[:mark], behind.ljust(2, "0")
    else:
        whole, cents = word, "00"
    digits = whole.replace(".", "").replace(",", "")
    return int(digits) * 100 + int(cents) if digits else None
