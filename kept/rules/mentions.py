"""Who is meant by an @ in a note: colleagues by their whole name, or by a part of it that only one of them has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody is named at text[start:end], the sign included."""

    start: int
    end: int
    who: int


def mentions(text: str, colleagues: Mapping[int, str]) -> list[Mention]:
    """Every @ that names one colleague, in order. `colleagues` maps ids to names.

    The longest name counts. An @ inside a word, as in a mail address, names nobody; neither does a first name
    that two colleagues share.
    """
    called = _called(colleagues)
    if not called:
        return []
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.+-])@({names})(?!\w)", re.IGNORECASE)
    return [
        Mention(found.start(), found.end(), called[found.group(1).casefold()])
        for found in pattern.finditer(text)
        if found.group(1).casefold() in called
    ]


def _called(colleagues: Mapping[int, str]) -> dict[str, int]:
    """What each can be called, case folded: the whole name, and each word of it that is nobody else's."""
    words = {
        who: {word.casefold() for word in name.split() if len(word) > 1} for who, name in colleagues.items()
    }
    often = Counter(word for each in words.values() for word in each)
    whole = Counter(" ".join(name.split()).casefold() for name in colleagues.values())
    called = {word: who for who, each in words.items() for word in each if often[word] == 1}
    for who, name in colleagues.items():
        key = " ".join(name.split()).casefold()
        if key and whole[key] == 1:
            called[key] = who
    return called
