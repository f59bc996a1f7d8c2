"""What somebody typed into the search box, read: words, phrases, operators. Pure; whatever is typed is a query."""

import re
from dataclasses import dataclass

#: Operators and what may stand after them is looked up elsewhere.
OPERATORS = frozenset(
    {"from", "to", "owner", "brand", "before", "after", "channel", "kind", "tag", "is", "has"}
)
#: Longer queries are cut: each word costs a look into the index.
LONGEST, MOST = 400, 16

_ITEM = re.compile(
    r"""(?P<minus>[-\u2212])?(?:(?P<name>[A-Za-z]{2,10}):)?(?:["“„](?P<phrase>[^"”“]*)["”“]?|(?P<word>\S+))"""
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to stand in it (or must not). `begins`: the last word may go on."""

    text: str
    quoted: bool = False
    without: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """An operator with its value, as typed."""

    name: str
    value: str
    without: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query: every term and every filter must hold."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was asked."""
        return not self.terms and not self.filters

    @property
    def words(self) -> str:
        """What was typed as plain words, for names: no operators, nothing that was excluded."""
        return " ".join(term.text for term in self.terms if not term.without)


def parse(typed: str, *, typing: bool = False) -> Query:
    """Read what was typed. While somebody is `typing`, the last word may be the beginning of one.

    An asterisk at the end says the same: `wash*`. A name before a colon that is no operator is a word.
    """
    typed = typed[:LONGEST].replace("\x00", " ")
    terms: list[Term] = []
    filters: list[Filter] = []
    for match in _ITEM.finditer(typed):
        if len(terms) + len(filters) == MOST:
            break
        without, name = bool(match["minus"]), (match["name"] or "").lower()
        phrase, word = match["phrase"], match["word"] or ""
        value = phrase if phrase is not None else word
        last = typing and phrase is None and match.end() == len(typed) and not without
        if name in OPERATORS:
            if value.strip():
                filters.append(Filter(name, value.strip(), without, last))
            continue
        if name:
            value = f"{match['name']}:{value}"
        begins = last or (phrase is None and value.endswith("*"))
        if value := value.rstrip("*").strip():
            terms.append(Term(value, phrase is not None, without, begins))
    return Query(tuple(terms), tuple(filters))
