"""What a case's row repeats of its promises and contacts, computed again and compared."""

from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from kept.operations.doctor.finding import Finding, bad, good
from kept.storage.fanning import fan_out

#: Cases compared with one statement; and how many are looked at unless all are asked for.
BATCH = 500
SAMPLE = 500

_NEWEST = "SELECT customer_id, id FROM cases_case WHERE id < %s ORDER BY id DESC LIMIT %s"
_BEYOND_ALL = 2**63 - 1

#: The definitions are those of `promises.summary` and `handling.merge`. An acknowledgement may count as the last
#: contact or not: it is sent in the moment of the contact that it acknowledges.
_COMPARED = """
SELECT c.reference,
  c.next_due_at IS NOT DISTINCT FROM p.due,
  c.stands = CASE WHEN c.settled_at IS NOT NULL THEN 'settled'
                  WHEN p.ours > 0 THEN 'ours' WHEN p.theirs > 0 THEN 'waiting' ELSE 'quiet' END,
  c.contacts_in = f.inward,
  c.contacts_out = f.outward,
  c.last_in_at IS NOT DISTINCT FROM f.last_in,
  c.last_contact_at IS NOT DISTINCT FROM f.last OR c.last_contact_at IS NOT DISTINCT FROM f.last_spoken,
  c.unconfirmed = u.waiting
FROM unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
JOIN cases_case c ON c.customer_id = k.customer_id AND c.id = k.case_id
CROSS JOIN LATERAL (
  SELECT min(q.due_at) FILTER (WHERE q.promisor <> 'customer' AND q.state = 'owed') AS due,
         count(*) FILTER (WHERE q.promisor <> 'customer' AND q.state = 'owed') AS ours,
         count(*) FILTER (WHERE q.promisor = 'customer' AND q.state = 'owed') AS theirs
  FROM promises_promise q
  WHERE q.customer_id = k.customer_id AND q.case_id = k.case_id AND q.state IN ('owed', 'in_proof')
) AS p
CROSS JOIN LATERAL (
  WITH RECURSIVE family AS (
    SELECT k.case_id AS id
    UNION
    SELECT m.id FROM cases_case m JOIN family n ON m.merged_into_id = n.id WHERE m.customer_id = k.customer_id
  )
  SELECT count(*) FILTER (WHERE t.direction = 'in' AND t.machine = '') AS inward,
         count(*) FILTER (WHERE t.direction = 'out' AND t.purpose <> 'acknowledgement') AS outward,
         max(t.at) FILTER (WHERE t.direction = 'in' AND t.machine = '') AS last_in,
         max(t.at) AS last,
         max(t.at) FILTER (WHERE t.purpose <> 'acknowledgement') AS last_spoken
  FROM contacts_contact t
  WHERE t.customer_id = k.customer_id AND t.case_id IN (SELECT id FROM family)
) AS f
CROSS JOIN LATERAL (
  SELECT count(*) AS waiting FROM cases_participant a
  WHERE a.customer_id = k.customer_id AND a.case_id = k.case_id AND a.standing = 'unconfirmed'
) AS u
"""
COLUMNS = (
    "next due time",
    "where it stands",
    "contacts in",
    "contacts out",
    "last word from the customer",
    "last contact",
    "strangers waiting",
)


def look(*, deep: bool, progress: Callable[[str], None]) -> Iterator[Finding]:
    """Compare the newest cases; with `deep` all of them."""
    looked_at = wrong = 0
    first = ""
    for keys in _batches(None if deep else SAMPLE):
        looked_at += len(keys)
        for reference, columns in compare(keys):
            wrong += 1
            first = first or f"{reference} ({', '.join(columns)})"
        progress(f"cases: {looked_at} compared")
    if wrong:
        yield bad(
            "summaries",
            f"The summary of {wrong} of {looked_at} cases is not what their contacts and promises say; "
            f"one is {first}.",
            "Lists may show these cases in the wrong place; what is owed in them is not touched by it.",
        )
    else:
        yield good(
            "summaries", f"The summaries of {looked_at} cases are what their contacts and promises say."
        )


def compare(keys: Sequence[tuple[int, int]]) -> list[tuple[str, list[str]]]:
    """The references of cases, given as (customer, case), whose summary is wrong, with the columns that are."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, [[customer for customer, _ in keys], [case for _, case in keys]])
        rows = cursor.fetchall()
    found = []
    for reference, *right in rows:
        columns = [name for name, same in zip(COLUMNS, right, strict=True) if not same]
        if columns:
            found.append((reference, columns))
    return found


def _batches(most: int | None) -> Iterator[list[tuple[int, int]]]:
    below, left = _BEYOND_ALL, most
    while left is None or left > 0:
        with fan_out("cases to compare"), connection.cursor() as cursor:
            cursor.execute(_NEWEST, [below, BATCH if left is None else min(BATCH, left)])
            keys = cursor.fetchall()
        if not keys:
            return
        yield keys
        below = keys[-1][1]
        left = None if left is None else left - len(keys)
