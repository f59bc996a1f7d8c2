"""One step through the index: the newest entries one by one, or some bands by what the index knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from kept.search.asked import Asked
from kept.search.bands import begins
from kept.search.matching import loosened
from kept.storage.fanning import fan_out

#: Hits taken from one step.
HITS = 80

_COLUMNS = "e.at, e.id, e.customer_id, e.case_id, e.kind, e.source_id"
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """Where somebody stands in the index: everything before it (older) is still to come."""

    at: datetime
    id: int


FIRST = Place(_END_OF_TIME, 0)


class Hit(NamedTuple):
    """One entry that matches."""

    at: datetime
    id: int
    customer_id: int
    case_id: int
    kind: str
    source_id: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one step found, the newest first, and where the next one begins (None: nothing is left).

    `met`: how many entries it had to look at because the index names them, whether they match or not. `begun`: how
    many hold the words that may go on; `whole`: how many hold all others.
    """

    hits: list[Hit]
    place: Place | None
    met: int
    begun: int = 0
    whole: int = 0


def newest(asked: Asked, place: Place, count: int) -> Step:
    """The next `count` entries, looked through one by one."""
    match = asked.matching
    matches = [("n.words @@ %s::tsquery", (match.all,))] if match.all else []
    counted = (match.loose, match.begun if match.whole else "", loosened(match.whole))
    counts = ", ".join("count(*) FILTER (WHERE words @@ %s::tsquery)" if each else "0" for each in counted)
    join, conditions, parameters = _conditions(asked, matches)
    since, since_parameters = ("AND e.at >= %s", (asked.since,)) if asked.since else ("", ())
    sql = f"""
WITH newest AS MATERIALIZED (
  SELECT {_COLUMNS}, e.words FROM search_entry e
  WHERE (e.at, e.id) < (%s, %s) {since} ORDER BY e.at DESC, e.id DESC LIMIT %s
), hits AS (
  SELECT n.at, n.id, n.customer_id, n.case_id, n.kind, n.source_id FROM newest n {join}
  {conditions} ORDER BY n.at DESC, n.id DESC LIMIT {HITS}
)
SELECT h.*, NULL FROM hits h
UNION ALL
SELECT last.at, last.id, 0, 0, '', 0, (SELECT ARRAY[count(*), {counts}] FROM newest)
FROM (SELECT at, id FROM newest ORDER BY at, id LIMIT 1) AS last
"""
    words = [each for each in counted if each]
    rows = run(sql, [*place, *since_parameters, count, *parameters, *words])
    hits = [Hit(*row[:6]) for row in rows if row[6] is None]
    last = next((row for row in rows if row[6] is not None), None)
    if last is None:
        return Step(hits, None, 0)
    looked_at, *met = last[6]
    if len(hits) == HITS:
        return Step(hits, Place(hits[-1].at, hits[-1].id), *met)
    return Step(hits, Place(last[0], last[1]) if looked_at == count else None, *met)


def indexed(asked: Asked, index: str, place: Place, bands: range | None) -> Step:
    """The next hits by what the `index` is asked: within some bands, or in all that is left (None)."""
    match = asked.matching
    wanted: list[tuple[str, tuple[Any, ...]]] = [
        ("e.words @@ %s::tsquery", (index,)),
        ("(e.at, e.id) < (%s, %s)", tuple(place)),
    ]
    if bands is not None and len(bands) == 1:
        wanted.append(("e.band = %s::integer", (bands[0],)))
    elif bands is not None:
        wanted.append(("e.band = ANY(%s::integer[])", (list(bands),)))
    if asked.since:
        wanted.append(("e.at >= %s", (asked.since,)))
    # As a function, so that the index is not asked for it: it would have to look at each of these rows as well.
    right = ("ts_match_vq(e.words, %s::tsquery)", (match.all,)) if match.all != index else ("true", ())
    join, conditions, parameters = _conditions(asked, [("n.right_one", ())])
    # Taken out first and put in order then: else the planner may walk through all rows in the order of time.
    sql = f"""
WITH met AS MATERIALIZED (
  SELECT {_COLUMNS}, {right[0]} AS right_one FROM search_entry e WHERE {" AND ".join(sql for sql, _ in wanted)}
), hits AS (
  SELECT n.at, n.id, n.customer_id, n.case_id, n.kind, n.source_id FROM met n {join}
  {conditions} ORDER BY n.at DESC, n.id DESC LIMIT {HITS}
)
SELECT false, h.* FROM hits h
UNION ALL
SELECT true, NULL, 0, 0, count(*), '', 0 FROM met
"""
    given = [*right[1], *(each for _, own in wanted for each in own), *parameters]
    rows = run(sql, given)
    hits = [Hit(*row[1:]) for row in rows if not row[0]]
    met = next(row[4] for row in rows if row[0])
    if len(hits) == HITS:
        return Step(hits, Place(hits[-1].at, hits[-1].id), met)
    if bands is None:
        return Step(hits, None, met)
    lowest = begins(bands[0])
    if lowest <= (asked.since or _oldest()):
        return Step(hits, None, met)
    return Step(hits, Place(lowest, 0), met)


def _conditions(asked: Asked, wanted: Sequence[tuple[str, tuple[Any, ...]]]) -> tuple[str, str, list[Any]]:
    """The join with the case if something is asked of it, the conditions on `n`, and their parameters."""
    every = [*wanted, *asked.conditions]
    join = "JOIN cases_case c ON c.customer_id = n.customer_id AND c.id = n.case_id"
    return (
        join if asked.conditions else "",
        "WHERE " + " AND ".join(sql for sql, _ in every) if every else "",
        [each for _, parameters in every for each in parameters],
    )


def _oldest() -> datetime:
    [(oldest,)] = run("SELECT (SELECT at FROM search_entry ORDER BY at, id LIMIT 1)", [])
    return oldest or _END_OF_TIME


def run(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with fan_out("search"), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
