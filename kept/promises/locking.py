"""Locks on promises: after their cases, in order of id."""

from collections.abc import Iterable

from kept.cases.locking import lock_case
from kept.promises.models import Promise
from kept.refusal import NotFound


def lock_promise(customer_id: int, promise_id: int) -> Promise:
    """Lock a promise after its case. A promise goes to another case only under the locks of both."""
    promises = Promise.objects.filter(customer_id=customer_id, pk=promise_id)
    while True:
        case_id = promises.values_list("case_id", flat=True).first()
        if case_id is None:
            raise NotFound("There is no such promise.")
        lock_case(customer_id, case_id)
        promise = promises.select_for_update(of=("self",)).get()
        if promise.case_id == case_id:
            return promise


def lock_promises(keys: Iterable[tuple[int, int]], *, skip_locked: bool = False) -> list[Promise]:
    """Lock these promises, given as (customer, promise), in order of id; their cases are locked already."""
    wanted = sorted(set(keys), key=lambda key: key[1])
    if not wanted:
        return []
    skip = " SKIP LOCKED" if skip_locked else ""
    return list(
        Promise.objects.raw(
            "SELECT p.* FROM promises_promise p JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
            f"ON p.customer_id = k.customer_id AND p.id = k.id ORDER BY p.id FOR UPDATE OF p{skip}",
            [[customer for customer, _ in wanted], [promise for _, promise in wanted]],
        )
    )
