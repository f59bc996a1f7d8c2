"""A query as one reader means it: his brands only, and the languages in which the company answers."""

from kept.pledge.queries import current
from kept.search.asked import Asked
from kept.search.matching import either, matching
from kept.search.operators import READERS
from kept.search.query import Query
from kept.search.viewer import Viewer
from kept.search.words import USUAL, known_languages


def ask(query: Query, viewer: Viewer) -> Asked:
    """What this reader looks for."""
    asked = Asked(languages=languages())
    marks: list[str] = []
    for each in query.filters:
        READERS[each.name](each, viewer, asked, marks)
    if not viewer.all_brands:
        marks.append(either([f"b/{brand}" for brand in viewer.brands]) or "'b/none'")
    asked.matching = matching(query.terms, marks, asked.languages)
    return asked


def languages() -> tuple[str, ...]:
    """The languages whose word forms are tried: those in which the brands answer, and the usual ones."""
    spoken = [code for brand in current().pledge.brands for code in getattr(brand, "languages", ())]
    return tuple(dict.fromkeys([*known_languages(*spoken), *USUAL]))
