"""At most one owed promise to answer in a case: what falls back joins what is owed already."""

from datetime import datetime

from kept.ledger.actor import Actor
from kept.ledger.record import record_all
from kept.promises.facts import PromiseSuperseded
from kept.promises.models import Promise
from kept.promises.reckon import Change
from kept.rules.promise import Kind, Side, State


def rejoin_answers(change: Change, *, by: Actor, now: datetime) -> None:
    """An answer that is owed again takes over a later one that is owed in the same case (earliest due stands)."""
    promise = change.promise
    if (promise.kind, promise.promisor, promise.state) != (Kind.ANSWER, Side.COMPANY, State.OWED):
        return
    if change.before == State.OWED:
        return
    other = (
        Promise.objects.select_for_update(of=("self",))
        .filter(
            customer_id=promise.customer_id,
            case_id=promise.case_id,
            kind=Kind.ANSWER,
            promisor=Side.COMPANY,
            state=State.OWED,
        )
        .exclude(pk=promise.pk)
        .first()
    )
    if other is None:
        return
    Promise.objects.filter(customer_id=other.customer_id, pk=other.pk).update(
        state=State.SUPERSEDED,
        closed_at=now,
        closed_by=str(by),
        closed_why="The earlier promise to answer is owed again and covers this contact too.",
        superseded_by_id=promise.pk,
        next_check_at=None,
    )
    record_all([(other.customer_id, other.case_id, PromiseSuperseded(other.pk, promise.pk), by)], now=now)
