"""A query as the index is asked: one tsquery for what must match, and one that the index answers quickly. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kept.search.query import Term
from kept.search.vector import quoted
from kept.search.words import number_forms, plain, words

#: A shorter beginning stands in so many words that the index has to gather for long.
BEGINNING = 4

_NUMBERISH = re.compile(r"[+(]?\d[\d()/.\-\u2010-\u2015]*")
_NUMBERISH_ALL = re.compile(r"[+(]?\d[\d\s()/.\-\u2010-\u2015]*")


@dataclass(frozen=True, slots=True)
class Matching:
    """`all`: everything that has to match, "" when nothing is asked of words.

    `index`: the part that the index finds quickly; "" when it has to be looked for row by row. `begun`: the words in it
    that may go on; `whole`: what is left of it without them, "" when that finds nothing by itself.
    """

    all: str = ""
    index: str = ""
    begun: str = ""
    whole: str = ""

    @property
    def loose(self) -> str:
        """What the index is asked."""
        return loosened(self.index)


def loosened(expression: str) -> str:
    """Words of a phrase anywhere: the index does not know their places."""
    return expression.replace(" <-> ", " & ")


def matching(terms: Sequence[Term], marks: Iterable[str], languages: tuple[str, ...]) -> Matching:
    """What must match: all terms, and all marks (ready expressions, see `marked`)."""
    wanted: list[str] = []
    quick: list[str] = []
    begun: list[str] = []
    finding: set[str] = set()  # those of `quick` that say what is there, not what is absent
    for term in _grouped(terms):
        expression, narrower = _term(term, languages)
        wanted += [expression] if expression else []
        if not narrower or (term.without and " <-> " in narrower):
            continue  # the index does not know places: it would leave out whatever holds the words anywhere
        quick.append(narrower)
        begun += [narrower] if term.begins else []
        finding |= set() if term.without else {narrower}
    for mark in marks:
        wanted.append(mark)
        quick.append(mark)
        finding |= set() if mark.startswith("!") else {mark}
    whole = [each for each in quick if each not in begun]
    return Matching(
        " & ".join(wanted),
        " & ".join(quick) if finding else "",
        " & ".join(begun),
        " & ".join(whole) if begun and finding.intersection(whole) else "",
    )


def marked(name: str, value: str, *, without: bool = False, begins: bool = False) -> str:
    """The expression for an operator whose words are marks: `from:anna`. "" when the value has no word."""
    found = [
        _any([f"{name}/{form}" for form in word.forms], begins=begins) for word in words(plain(value), ())
    ]
    return _not(" & ".join(found), without)


def either(marks: Sequence[str], *, without: bool = False) -> str:
    """The expression for one of several marks that are spelt as they are stored."""
    return _not(_any(list(marks)), without)


def _grouped(terms: Sequence[Term]) -> list[Term]:
    """Digits that were typed in groups are one number as well: `030 1234 567`."""
    grouped: list[Term] = []
    for term in terms:
        before = grouped[-1] if grouped else None
        if (
            before is not None
            and not (term.quoted or before.quoted or term.without or before.without)
            and _NUMBERISH.fullmatch(term.text)
            and all(_NUMBERISH.fullmatch(part) for part in before.text.split())
        ):
            grouped[-1] = replace(before, text=f"{before.text} {term.text}", begins=term.begins)
        else:
            grouped.append(term)
    return grouped


def _term(term: Term, languages: tuple[str, ...]) -> tuple[str, str]:
    """The expression for one term, and what of it the index is asked; "" for what holds no word."""
    text = plain(term.text)
    found = list(words(text, () if term.quoted else languages))
    if not found:
        return "", ""
    *before, last = [_any(word.forms, begins=term.begins and word is found[-1]) for word in found]
    together = " <-> " if term.quoted or " " not in text else " & "
    expression, quick = together.join([*before, last]), together.join(before)
    if not term.begins or len(found[-1].forms[0]) >= BEGINNING:
        quick = expression
    others = [] if " " in text else list(found[0].whole)
    others += number_forms(text) if _NUMBERISH_ALL.fullmatch(text) else []
    if others:
        spelt = " | ".join(_any([form], begins=term.begins and len(form) >= BEGINNING) for form in others)
        expression = f"({expression}) | {spelt}"
        quick = quick and f"({quick}) | {spelt}"
    return _not(expression, term.without), _not(quick, term.without)


def _any(forms: Sequence[str], *, begins: bool = False) -> str:
    """One of these; what `begins` may go on, its stems are whole."""
    each = [f"{quoted(form)}:*" if begins and form is forms[0] else quoted(form) for form in forms]
    return each[0] if len(each) == 1 else f"({' | '.join(each)})" if each else ""


def _not(expression: str, without: bool) -> str:
    if not expression:
        return ""
    return f"!({expression})" if without else f"({expression})"
