"""The words of a contact or a note as the database's index takes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kept.search.words import fold, numbers, plain, words

#: Characters that are read of one text, and bytes of all words together: the database takes a megabyte.
READ = 120_000
HEAVIEST = 800_000
#: Places that are kept of one word, and the last one: both limits are the database's.
PLACES, LAST_PLACE = 255, 16_383


@dataclass(slots=True)
class Document:
    """What is to be found, and by which marks: `from/anna`, `b/3`, `ch/mail`, `has/file`."""

    texts: list[str]
    languages: tuple[str, ...]
    marks: set[str] = field(default_factory=set)

    def mark(self, name: str, *texts: str) -> None:
        """Each word of these texts marks the document under this name: `from:` looks there."""
        for text in texts:
            for word in words(plain(text[:READ]), ()):
                self.marks |= {f"{name}/{form}" for form in word.forms + word.whole}


def vector(document: Document) -> str:
    """A tsvector as text. Every input gives a valid one."""
    places: dict[str, list[int]] = {mark: [] for mark in document.marks}
    weight = before = 0
    for text in document.texts:
        text, place = plain(text[:READ]), 0
        for word in words(text, document.languages):
            place = word.place
            for form in word.forms + word.whole:
                known = places.get(form)
                if known is None:
                    weight += len(form.encode()) + 8
                    if weight > HEAVIEST:
                        continue
                    known = places[form] = []
                if len(known) < PLACES:
                    known.append(min(before + place, LAST_PLACE))
        before += place + 10  # a phrase does not reach from one text into the next
        places |= {number: [] for number in numbers(text) if number not in places}
    return " ".join(_lexeme(form, at) for form, at in places.items())


def name_words(texts: Iterable[str]) -> list[str]:
    """The folded words of names and addresses, each once, in order."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(plain(text), ()):
            found |= dict.fromkeys(word.forms + word.whole)
        found |= {number[1:]: None for number in numbers(text)}
    return list(found)


def folded(text: str) -> str:
    """A whole text, folded, its words apart by one space."""
    return " ".join(fold(word) for word in plain(text).split())


def quoted(form: str) -> str:
    """A word as tsvector and tsquery write it."""
    return "'" + form.replace("\\", "\\\\").replace("'", "''") + "'"


def _lexeme(form: str, at: list[int]) -> str:
    return f"{quoted(form)}:{','.join(map(str, at))}" if at else quoted(form)
