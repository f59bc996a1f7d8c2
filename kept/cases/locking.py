"""Locks on cases: always first, in order of id."""

from collections.abc import Iterable

from kept.cases.models import Case
from kept.refusal import NotFound


def lock_case(customer_id: int, case_id: int) -> Case:
    """Lock one case until the transaction ends."""
    case = Case.objects.select_for_update(of=("self",)).filter(customer_id=customer_id, pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    return case


def lock_cases(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Case]:
    """Lock these cases, given as (customer, case), in order of case id."""
    wanted = sorted(set(keys), key=lambda key: key[1])
    if not wanted:
        return {}
    rows = Case.objects.raw(
        "SELECT c.* FROM cases_case c JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
        "ON c.customer_id = k.customer_id AND c.id = k.id ORDER BY c.id FOR UPDATE OF c",
        [[customer for customer, _ in wanted], [case for _, case in wanted]],
    )
    return {(row.customer_id, row.pk): row for row in rows}
