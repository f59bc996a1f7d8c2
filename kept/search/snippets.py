"""The words around a hit, and which of them were looked for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kept.search.query import Term
from kept.search.words import Word, forms, plain, words

#: Characters that are looked through, and shown around the first hit.
READ, BEFORE, SHOWN = 20_000, 50, 170


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `hit` when it was looked for."""

    text: str
    hit: bool = False


class Sought:
    """What is looked for in texts: made once for a page."""

    def __init__(self, terms: Sequence[Term], languages: tuple[str, ...]) -> None:
        self._languages = languages
        self._whole: set[str] = set()
        self._begins: list[str] = []
        for term in terms:
            if term.without:
                continue
            asked = list(words(plain(term.text), () if term.quoted else languages))
            for word in asked:
                self._whole |= {*word.forms, *word.whole}
            if asked and term.begins:
                self._begins.append(asked[-1].forms[0])

    def excerpt(self, text: str) -> list[Piece]:
        """The beginning of a text, or the place where the first word stands that was looked for."""
        line = " ".join(plain(text[:READ]).split())
        found = self.spans(line, within=SHOWN)
        start = max(0, found[0][0] - BEFORE) if found else 0
        if start:
            start = line.find(" ", start) + 1 or start
        end = min(len(line), start + SHOWN)
        if end < len(line):
            end = max(line.rfind(" ", start, end), found[0][1] if found else start + 1)
        shown = _pieces(line[:end], [span for span in found if span[1] <= end], start)
        return [*([Piece("… ")] if start else []), *shown, *([Piece(" …")] if end < len(line) else [])]

    def marked(self, text: str) -> list[Piece]:
        """A whole short text (a name, a subject) with what was looked for."""
        text = plain(text)
        return _pieces(text, self.spans(text), 0)

    def spans(self, text: str, *, within: int = READ) -> list[tuple[int, int]]:
        """From where to where the words that were looked for stand in a `plain` text: the first, and others near it."""
        found: list[tuple[int, int]] = []
        if not self._whole:
            return found
        for word in words(text, ()):
            if found and word.start > found[0][0] + within:
                break
            if self._is_sought(text, word):
                found.append((word.start, word.end))
        return found

    def _is_sought(self, text: str, word: Word) -> bool:
        if not self._whole.isdisjoint(forms(text[word.start : word.end], self._languages)):
            return True
        return any(word.forms and word.forms[0].startswith(each) for each in self._begins)


def _pieces(text: str, found: Sequence[tuple[int, int]], start: int) -> list[Piece]:
    pieces, place = [], start
    for first, last in found:
        if first < place:
            continue
        pieces += [Piece(text[place:first])] if first > place else []
        pieces.append(Piece(text[first:last], hit=True))
        place = last
    return [*pieces, Piece(text[place:])] if place < len(text) else pieces
