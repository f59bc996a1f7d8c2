"""Customers by parts of names, addresses and numbers; and those whose name is close to what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from kept.search.distance import likely
from kept.search.vector import folded, name_words
from kept.search.viewer import Viewer
from kept.storage.fanning import fan_out

#: Candidates looked at before the best are taken, and words that a query may be compared by.
LOOKED_AT, WORDS = 400, 6

_BEGINNING = (
    "SELECT customer_id FROM search_account WHERE name LIKE %s {brands} ORDER BY name, customer_id LIMIT %s"
)
_PARTS = """
WITH found AS MATERIALIZED (
  SELECT customer_id, name, words FROM search_account WHERE {parts} {brands} LIMIT %s
)
SELECT customer_id FROM found ORDER BY (name LIKE %s) DESC, ({begins}) DESC, name, customer_id LIMIT %s
"""
_NEAR = "SELECT word FROM search_name_word WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT 30"


@dataclass(frozen=True, slots=True)
class Near:
    """Customers with a name close to what was typed, and the words that were taken instead."""

    words: tuple[str, ...] = ()
    customers: tuple[int, ...] = ()


def named(typed: str, viewer: Viewer, *, most: int) -> list[int]:
    """Ids of customers, the best first: the name begins so, a word begins so, it stands somewhere within."""
    parts = _parts(typed)
    if not parts:
        return []
    brands, brand_parameters = _brands(viewer)
    begins = f"{_like(folded(typed))}%"
    # Fewer than three characters are no part that the index knows: the beginning of the name has to do.
    if all(len(part) < 3 for part in parts):
        return _ids(_BEGINNING.format(brands=brands), [begins, *brand_parameters, most])
    first = _ids(_BEGINNING.format(brands=brands), [begins, *brand_parameters, most])
    sql = _PARTS.format(
        parts=" AND ".join(["words LIKE %s"] * len(parts)),
        begins=" AND ".join(["words LIKE %s"] * len(parts)),
        brands=brands,
    )
    within = [f"%{_like(part)}%" if len(part) > 2 else f"% {_like(part)}%" for part in parts]
    starting = [f"% {_like(part)}%" for part in parts]
    rest = _ids(sql, [*within, *brand_parameters, LOOKED_AT, begins, *starting, most])
    return list(dict.fromkeys([*first, *rest]))[:most]


def near(typed: str, viewer: Viewer, *, most: int) -> Near:
    """Customers whose names hold words close to those that were typed. For who found nobody: it is a guess."""
    taken: list[str] = []
    for part in [part for part in _parts(typed) if len(part) > 3 and part.isalpha()][:3]:
        with fan_out("words of names"), connection.cursor() as cursor:
            cursor.execute(_NEAR, [part, part])
            words = [word for (word,) in cursor.fetchall()]
        close = likely(part, words)
        if not close:
            return Near()
        taken.append(close[0])
    if not taken:
        return Near()
    return Near(tuple(taken), tuple(named(" ".join(taken), viewer, most=most)))


def _parts(typed: str) -> list[str]:
    digits = "".join(each for each in typed if each.isdecimal())
    if len(digits) > 5 and not any(each.isalpha() for each in typed):
        return [digits.lstrip("0") or digits]  # however it was grouped
    return [part for part in name_words(typed.split()) if part][:WORDS]


def _like(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _brands(viewer: Viewer) -> tuple[str, list[list[int]]]:
    return ("", []) if viewer.all_brands else ("AND brands && %s::bigint[]", [list(viewer.brands)])


def _ids(sql: str, parameters: Sequence[object]) -> list[int]:
    with fan_out("finding customers"), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [key for (key,) in cursor.fetchall()]
