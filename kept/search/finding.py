"""Cases by their newest hit, a page at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from kept.cases.models import Case
from kept.search.asked import Asked
from kept.search.sources import Key
from kept.search.steps import FIRST, Hit, Place, Step
from kept.search.viewer import Viewer
from kept.search.walking import walk
from kept.storage.fanning import fan_out

#: Cases on a page; steps that one page may take.
PAGE, STEPS = 20, 8
#: Entries that one page may have to look at by the index.
ENOUGH = 12_000
#: Cases that a small set is taken from.
FEW = 2000

#: What a result shows of its case.
COLUMNS = (
    "customer_id", "reference", "brand_id", "subject", "settled_at", "settled_cause", "spam_reason", "stands",
    "next_due_at", "last_contact_at", "customer__name",
)  # fmt: skip

_NEWER = """
SELECT DISTINCT e.customer_id, e.case_id FROM unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
JOIN search_entry e ON e.customer_id = k.customer_id AND e.case_id = k.case_id
WHERE (e.at, e.id) >= (%s, %s)
"""
_BROKEN = """
SELECT customer_id, case_id FROM promises_promise
WHERE state IN ('owed', 'in_proof') AND state = 'owed' AND promisor = 'company' AND due_at < %s
ORDER BY due_at, id LIMIT %s
"""
_UNOWNED = """
SELECT customer_id, id FROM cases_case WHERE settled_at IS NULL AND owner_id IS NULL
ORDER BY last_contact_at DESC NULLS LAST LIMIT %s
"""
_OF_THESE = """
SELECT DISTINCT ON (e.customer_id, e.case_id) e.at, e.id, e.customer_id, e.case_id, e.kind, e.source_id
FROM unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
JOIN search_entry e ON e.customer_id = k.customer_id AND e.case_id = k.case_id
JOIN cases_case c ON c.customer_id = e.customer_id AND c.id = e.case_id
"""


@dataclass(slots=True)
class Found:
    """One page. `place`: where the next one begins; None at the end."""

    hits: list[Hit] = field(default_factory=list)
    cases: dict[Key, Case] = field(default_factory=dict)
    place: Place | None = None


def find(
    asked: Asked, viewer: Viewer, *, after: Place | None = None, page: int = PAGE, steps: int = STEPS
) -> Found:
    """The cases of one page, each with its newest hit, the newest first.

    A page that would take too long ends early, with the place where to go on.
    """
    found = Found()
    if asked.nothing or (
        not asked.matching.all and not asked.conditions and not asked.since and not asked.until
    ):
        return found
    shown: set[Key] = set()
    met = 0
    walked: Iterable[Step] = _of_few(asked, viewer, after) if asked.few else walk(asked, after)
    for step in islice(walked, steps):
        fresh: dict[Key, Hit] = {}
        for hit in step.hits:
            key = (hit.customer_id, hit.case_id)
            if key not in shown and key not in fresh:
                fresh[key] = hit
        shown |= fresh.keys()
        # One more than fit says whether there is another page.
        for keys in _batched(fresh, page + 1):
            before = _shown_before(asked, keys, after) if after and not asked.few else set()
            cases = _seen_by(viewer, set(keys) - before, spam=asked.spam)
            for key in (key for key in keys if key in cases):
                if len(found.hits) == page:
                    found.place = Place(found.hits[-1].at, found.hits[-1].id)
                    return found
                found.hits.append(fresh[key])
                found.cases[key] = cases[key]
        found.place = step.place
        met += step.met
        if step.place is None or met > ENOUGH:
            break
    return found


def _batched(keys: Iterable[Key], size: int) -> Iterator[list[Key]]:
    """These keys, so many at a time."""
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def _seen_by(viewer: Viewer, keys: Iterable[Key], *, spam: bool) -> dict[Key, Case]:
    """Of these cases, those that this reader may see; of a merged one what remains is indexed a moment later."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = (
        Case.objects.select_related("customer")
        .only(*COLUMNS)
        .filter(customer_id__in={customer for customer, _ in wanted}, pk__in={case for _, case in wanted})
    )
    rows = rows.filter(brand_id__in=viewer.brands)
    if not spam:
        rows = rows.filter(spam_reason="")
    return {(row.customer_id, row.pk): row for row in rows if (row.customer_id, row.pk) in wanted}


def _shown_before(asked: Asked, fresh: Iterable[Key], after: Place) -> set[Key]:
    """Of these cases, those whose newest hit stood on an earlier page."""
    keys = list(fresh)
    sql, parameters = _NEWER, [[c for c, _ in keys], [k for _, k in keys], *after]
    if asked.matching.all:
        sql, parameters = f"{sql} AND e.words @@ %s::tsquery", [*parameters, asked.matching.all]
    if asked.until:
        sql, parameters = f"{sql} AND e.at < %s", [*parameters, asked.until]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return set(cursor.fetchall())


def _of_few(asked: Asked, viewer: Viewer, after: Place | None) -> list[Step]:
    """Everything at once, out of a set of cases that is small by its nature: what is broken, what nobody has taken."""
    with fan_out("search in few cases"), connection.cursor() as cursor:
        if "broken" in asked.few:
            cursor.execute(_BROKEN, [viewer.now, FEW])
        else:
            cursor.execute(_UNOWNED, [FEW])
        keys = cursor.fetchall()
    wanted = [(sql, list(parameters)) for sql, parameters in asked.conditions]
    if asked.matching.all:
        wanted.append(("e.words @@ %s::tsquery", [asked.matching.all]))
    wanted += [("e.at < %s", [asked.until])] if asked.until else []
    wanted += [("e.at >= %s", [asked.since])] if asked.since else []
    where = " AND ".join(sql for sql, _ in wanted)
    sql = f"{_OF_THESE} WHERE {where} ORDER BY e.customer_id, e.case_id, e.at DESC, e.id DESC"
    parameters = [[c for c, _ in keys], [k for _, k in keys], *(each for _, own in wanted for each in own)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        hits = sorted((Hit(*row) for row in cursor.fetchall()), reverse=True)
    return [Step([hit for hit in hits if (hit.at, hit.id) < tuple(after or FIRST)], None, 0)]
