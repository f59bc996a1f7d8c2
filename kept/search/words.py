"""Words as they are found again: folded, with their other forms, each at its place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

import Stemmer

#: Scripts without spaces between words: each character is a word, and what is typed together a phrase.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_PART = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_PIECE = re.compile(r"[^\W_]+(?:[.@+/\-'’:&#=?%~_\u2010-\u2015]+[^\W_]+)*")
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?(?<!\w)\(?\d(?:[\s()/.\-\u2010-\u2015]{0,3}\d){5,17}(?!\w)")
_JOINS = re.compile(r"[-'’\u2010-\u2015]")
_OTHERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

#: Longer words are cut: nobody types them, and the database's index takes no more than two kilobytes.
LONGEST = 64
#: Digits of the shortest number that is found however it is grouped.
NUMBER = 7

#: Languages whose word forms are known, by ISO 639-1.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hu": "hungarian", "ga": "irish",
    "it": "italian", "lt": "lithuanian", "no": "norwegian", "nb": "norwegian", "nn": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish",
    "sv": "swedish", "tr": "turkish", "cs": "czech",
}  # fmt: skip
_one_at_a_time = Lock()
#: Taken where nobody knows the language.
USUAL = ("en", "de")
#: Words by which the two are told apart.
_SMALL_WORDS = {
    "en": "the and you your for with have has not this that are was were will would please my our we they from",
    "de": "der und ich sie ihr fur mit habe hat nicht dies das ist sind wird bitte mein unser wir ein eine von",
}
_SMALL = {code: frozenset(each.split()) for code, each in _SMALL_WORDS.items()}


class Word(NamedTuple):
    """One word of a text: from where to where it stands, its number in the text, and what finds it.

    `whole`: what finds the piece that begins with it, of several parts written together (`K7Q-3M9-E`).
    """

    start: int
    end: int
    place: int
    forms: tuple[str, ...]
    whole: tuple[str, ...] = ()


def plain(text: str) -> str:
    """One form for what looks the same; offsets below speak of this text. NUL, which no row may hold, is a space."""
    text = text.replace("\x00", " ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Without case and accents: Müller, MÜLLER and muller are one."""
    if word.isascii():
        return word.lower()[:LONGEST]
    marked = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(each for each in marked if not unicodedata.combining(each)).translate(_OTHERS)
    return (bare or word)[:LONGEST]  # a mark that stands alone is what it is


@lru_cache(maxsize=32768)
def forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The folded word, its German spelling without umlauts, and its stem in each of these languages."""
    folded = fold(word)
    found = {folded: None}
    if not word.isascii() and (spelt := word.casefold().translate(_UMLAUTS)) != word.casefold():
        found[fold(spelt)] = None
    if len(folded) > 2 and folded.isalpha():
        with _one_at_a_time:  # a stemmer belongs to one thread at a time
            found |= dict.fromkeys(_stemmer(language).stemWord(folded) for language in languages)
    return tuple(each for each in found if each)


def words(text: str, languages: tuple[str, ...]) -> Iterator[Word]:
    """The words of a `plain` text in order. What was written together is found by its parts and as a whole."""
    place = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        whole = () if piece.isalnum() else tuple(_whole(piece))
        for part in _PART.finditer(piece):
            place += 1
            start = match.start() + part.start()
            found = forms(part[0], languages)
            yield Word(start, start + len(part[0]), place, found, whole)
            whole = ()


def numbers(text: str) -> Iterator[str]:
    """Telephone numbers, orders, accounts: their digits without grouping, with and without a country's code."""
    for match in _NUMBER.finditer(text):
        yield from number_forms(match[0])


def number_forms(typed: str) -> list[str]:
    """What finds a number: `+49 30 123456` is also 030 123456. Empty when it has too few digits."""
    digits = "".join(each for each in typed if each.isdecimal() and each.isascii())
    abroad = typed.lstrip(" (").startswith("+") or digits.startswith("00")
    bare = digits.lstrip("0")
    if len(digits) < NUMBER or not bare:
        return []
    found = [bare] + [bare[cut:].lstrip("0") for cut in (1, 2, 3) if abroad]
    return list(dict.fromkeys(f"#{each}" for each in found if len(each) >= NUMBER - 1))


def known_languages(*codes: str) -> tuple[str, ...]:
    """Those of these languages (`de`, `de-AT`, `DE_at`) whose word forms are known; the usual ones if none is."""
    short = dict.fromkeys(code.lower().replace("_", "-").partition("-")[0] for code in codes)
    return tuple(code for code in short if code in STEMMERS) or USUAL


def guess(text: str) -> tuple[str, ...]:
    """The language of a text by its small words, where it is plainly one of the usual two; else both."""
    seen = [fold(word) for word in _PART.findall(plain(text[:2000]))]
    english, german = (sum(word in _SMALL[code] for word in seen) for code in USUAL)
    if english >= 3 and english > 3 * german:
        return ("en",)
    if german >= 3 and german > 3 * english:
        return ("de",)
    return USUAL


def _whole(piece: str) -> Iterator[str]:
    address = _ADDRESS.search(piece)
    if address:
        yield address[0].casefold()[: LONGEST * 2]
    elif len(piece) <= LONGEST and (any(each.isdigit() for each in piece) or _JOINS.search(piece)):
        joined = "".join(fold(part) for part in _PART.findall(piece))
        yield joined[:LONGEST]


@cache
def _stemmer(language: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(STEMMERS[language])
