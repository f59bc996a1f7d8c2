"""Codes that people say and machines check: references, promise codes, keyed codes."""

from __future__ import annotations

import hashlib
import hmac
import re
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""

_PRIME = 37  # the check symbol is the value modulo 37: it finds each wrong symbol and each swap of neighbours
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_HEARD_AS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_REFERENCE_SYMBOLS = 6
_PROMISE_SYMBOLS = 10
_PROMISE_PREFIX = "KP"

# In a subject line a reference stands in its written form, or in brackets where hyphens may be lost.
_SYMBOL = "[0-9A-TV-Za-tv-z]"
_HYPHEN = "[\\-\u2010-\u2015\u2212]"
_WRITTEN = re.compile(
    rf"(?<![\w\-])({_SYMBOL}{{3}}{_HYPHEN}{_SYMBOL}{{3}}{_HYPHEN}{_SYMBOL})(?![\w\-])"
    rf"|\[\s*({_SYMBOL}{{3}}[ \-]?{_SYMBOL}{{3}}[ \-]?{_SYMBOL})\s*\]"
)

KEYED_LENGTH = 16
"""Symbols of a keyed code unless told: 80 bits."""


def draw_reference(random: Random) -> str:
    """A new reference such as `K7Q-3M9-E`: six symbols (30 bits) and the check symbol.

    `random` is a `random.SystemRandom` in the product. Drawn again until the check symbol is one of the
    alphabet, and until there are a letter and a digit that nobody mistakes, so that no word and no telephone
    number is a reference.
    """
    while True:
        symbols = _draw(random, _REFERENCE_SYMBOLS)
        if any(symbol in "23456789" for symbol in symbols) and any(symbol.isalpha() for symbol in symbols):
            return _written_reference(symbols)


def draw_promise_code(random: Random) -> str:
    """A new promise code such as `KP-7Q3M9-E5T2A-C`: ten symbols (50 bits) and the check symbol."""
    return _written_promise(_draw(random, _PROMISE_SYMBOLS))


def normalise(text: str) -> str | None:
    """The reference or promise code in its written form, however it was typed; None when it is none.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1; `KP` may be left out.
    """
    if not (text := _SEPARATORS.sub("", text)).isascii():  # upper() would make letters of some others
        return None
    symbols = text.upper().translate(_HEARD_AS)
    if len(symbols) == len(_PROMISE_PREFIX) + _PROMISE_SYMBOLS + 1 and symbols.startswith(_PROMISE_PREFIX):
        symbols = symbols[len(_PROMISE_PREFIX) :]
    if len(symbols) not in (_REFERENCE_SYMBOLS + 1, _PROMISE_SYMBOLS + 1):
        return None
    if any(symbol not in _VALUES for symbol in symbols) or _check_symbol(symbols[:-1]) != symbols[-1]:
        return None
    return (
        _written_reference(symbols) if len(symbols) == _REFERENCE_SYMBOLS + 1 else _written_promise(symbols)
    )


def compact(reference: str) -> str:
    """A reference or promise code without its hyphens, lower case, for the local part of an address."""
    return _SEPARATORS.sub("", reference).lower()


def find_references(text: str) -> list[str]:
    """The references that stand in a text (a subject line), in written form and order, each once.

    Taken where it has its two hyphens, or in square brackets; it must hold a digit, so that prose has none.
    """
    found: dict[str, None] = {}
    for match in _WRITTEN.finditer(text):
        typed = match[1] or match[2]
        reference = normalise(typed)
        if reference and any(each.isdigit() for each in typed) and any(each.isalpha() for each in typed):
            found[reference] = None
    return list(found)


def keyed_code(key: bytes, *parts: str, length: int = KEYED_LENGTH) -> str:
    """A code that only the holder of the key can make for these parts: HMAC-SHA256, lower-case base 32.

    Five bits a symbol; ValueError outside 8 to 51 symbols.
    """
    if not 8 <= length <= 51:
        raise ValueError("A keyed code has 8 to 51 symbols.")
    # Each part carries its length, so that ("ab", "c") and ("a", "bc") differ.
    message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))
    number = int.from_bytes(hmac.digest(key, message, hashlib.sha256), "big")
    return "".join(ALPHABET[(number >> (251 - 5 * n)) & 31] for n in range(length)).lower()


def check_keyed(code: str, key: bytes, *parts: str, length: int = KEYED_LENGTH) -> bool:
    """True when the code was made with this key for these parts; in constant time, whatever the case."""
    expected = keyed_code(key, *parts, length=length)
    return hmac.compare_digest(code.lower().encode("utf-8", "replace"), expected.encode())


def _draw(random: Random, count: int) -> str:
    while True:
        number = random.getrandbits(5 * count)
        if number % _PRIME < len(ALPHABET):
            symbols = "".join(ALPHABET[(number >> (5 * n)) & 31] for n in reversed(range(count)))
            return symbols + ALPHABET[number % _PRIME]


def _check_symbol(symbols: str) -> str | None:
    """The check symbol, or None where it would be one that cannot be said or typed with ease (`*~$=U`)."""
    value = 0
    for symbol in symbols:
        value = value * 32 + _VALUES[symbol]
    return ALPHABET[value % _PRIME] if value % _PRIME < len(ALPHABET) else None


def _written_reference(symbols: str) -> str:
    return f"{symbols[:3]}-{symbols[3:6]}-{symbols[6]}"


def _written_promise(symbols: str) -> str:
    return f"{_PROMISE_PREFIX}-{symbols[:5]}-{symbols[5:10]}-{symbols[10]}"
