"""A settled case in which something is owed again is open again: nothing stays closed while something is owed."""

from collections.abc import Iterable
from datetime import datetime

from kept.cases.facts import CaseReopened
from kept.cases.models import Case
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.promises.reckon import Change
from kept.rules.promise import State


def reopen_cases(
    changes: Iterable[Change], *, by: Actor, now: datetime
) -> list[tuple[int, int | None, Fact, Actor]]:
    """Open the settled cases of promises that fell back; returns the facts that say so. Cases are locked."""
    facts: list[tuple[int, int | None, Fact, Actor]] = []
    for change in changes:
        promise = change.promise
        if promise.state != State.OWED or change.before == State.OWED:
            continue
        opened = Case.objects.filter(
            customer_id=promise.customer_id, pk=promise.case_id, settled_at__isnull=False, spam_reason=""
        ).update(settled_at=None, settled_cause="", settled_by="")
        if opened:
            fact = CaseReopened(promise.case_id, "something is owed again")
            facts.append((promise.customer_id, promise.case_id, fact, by))
    return facts
