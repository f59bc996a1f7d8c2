"""At most one owed promise to answer in a case: where two come together, the earliest due stands."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from kept.cases.families import family_of
from kept.contacts.models import Contact
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.promises.facts import PromiseSuperseded
from kept.promises.models import Promise
from kept.promises.reckon import Change, evidence_of, reckon, save
from kept.rules.promise import Kind, Side, State

FELL_BACK = "The other promise to answer in this case is due first and covers these contacts too."


def rejoin_answers(
    change: Change,
    *,
    by: Actor,
    now: datetime,
    among: Mapping[tuple[int, int], Promise] | None = None,
) -> None:
    """An answer that is owed again and one that is owed already in its case become one; the case is locked.

    `among`: promises by (customer, promise) that the caller holds and will write; theirs are the rows to change.
    """
    promise = change.promise
    if (promise.kind, promise.promisor, promise.state) != (Kind.ANSWER, Side.COMPANY, State.OWED):
        return
    if change.before == State.OWED:
        return
    others = owed_answers(promise.customer_id, promise.case_id).exclude(pk=promise.pk)
    other = others.select_for_update(of=("self",)).first()
    if other is None:
        return
    other = (among or {}).get((other.customer_id, other.pk), other)
    if other.state != State.OWED:
        return  # it is about to change in the caller's hands
    first, second = sorted((promise, other), key=lambda each: (each.due_at, each.pk))
    change.facts += take_over(second, first, FELL_BACK, by=by, now=now)


def take_over(second: Promise, first: Promise, why: str, *, by: Actor, now: datetime) -> list[Fact]:
    """`first` covers what `second` promised; what broke until now stays on record. Returns the facts to record.

    Both are locked promises to answer of one customer. The contacts of the second are the first's from now on, so
    that an answer keeps of them only what its writer had seen.
    """
    change = reckon(second, evidence_of(second), now=now)
    second.state, second.closed_at, second.next_check_at, second.escalate_at = (
        State.SUPERSEDED.value,
        now,
        None,
        None,
    )
    save([change])
    customer_id = second.customer_id
    Promise.objects.filter(customer_id=customer_id, pk=second.pk).update(
        superseded_by_id=first.pk, closed_by=str(by), closed_why=why
    )
    Contact.objects.filter(
        customer_id=customer_id, case_id__in=family_of(customer_id, second.case_id), promise_id=second.pk
    ).update(promise_id=first.pk)
    return [*change.facts, PromiseSuperseded(second.pk, first.pk)]


def owed_answers(customer_id: int, *case_ids: int) -> QuerySet[Promise]:
    """Our owed promises to answer in these cases."""
    return Promise.objects.filter(
        customer_id=customer_id,
        case_id__in=case_ids,
        kind=Kind.ANSWER,
        promisor=Side.COMPANY,
        state=State.OWED,
    )
