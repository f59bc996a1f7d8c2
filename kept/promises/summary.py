"""What a case's row repeats of its promises, computed under the case's lock."""

from collections.abc import Iterable

from django.db import connection

#: The case is ours while a promise of ours is owed, waiting while theirs is, else quiet; settled is authored.
_SUMMARISE = """
UPDATE cases_case AS c SET next_due_at = s.due, stands =
  CASE WHEN c.settled_at IS NOT NULL THEN 'settled'
       WHEN s.ours > 0 THEN 'ours' WHEN s.theirs > 0 THEN 'waiting' ELSE 'quiet' END
FROM (
  SELECT k.customer_id, k.case_id,
         min(p.due_at) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed') AS due,
         count(*) FILTER (WHERE p.promisor <> 'customer' AND p.state = 'owed') AS ours,
         count(*) FILTER (WHERE p.promisor = 'customer' AND p.state = 'owed') AS theirs
  FROM unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, case_id)
  LEFT JOIN promises_promise p
    ON p.customer_id = k.customer_id AND p.case_id = k.case_id AND p.state IN ('owed', 'in_proof')
  GROUP BY k.customer_id, k.case_id
) AS s
WHERE c.customer_id = s.customer_id AND c.id = s.case_id
"""


def summarise(keys: Iterable[tuple[int, int]]) -> None:
    """Recompute next due and standing of these locked cases, given as (customer, case)."""
    wanted = sorted(set(keys))
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_SUMMARISE, [[customer for customer, _ in wanted], [case for _, case in wanted]])
