"""Two cases become one matter: what is owed in the one is owed in the other, and whoever took part takes part there."""

from datetime import datetime

from kept.cases.facts import CaseMerged, CaseReopened
from kept.cases.models import Case, Participant
from kept.handling.begun import bring_drafts
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.promises.models import Promise
from kept.promises.rejoin import owed_answers, take_over
from kept.rules.promise import Kind, Side, State
from kept.storage.rows import draw_id, insert_rows

MERGED = "Merged with the earlier promise to answer."


def bring_together(case: Case, into: Case, *, by: Actor, now: datetime) -> list[Fact]:
    """Let `case` lead to `into`, both locked; returns the facts to record. Contacts stay where they came in."""
    Case.objects.filter(customer_id=case.customer_id, pk=case.pk).update(merged_into_id=into.pk)
    facts: list[Fact] = [CaseMerged(case.pk, into.pk)]
    answers = owed_answers(case.customer_id, case.pk, into.pk).select_for_update(of=("self",))
    first, *rest = sorted(answers, key=lambda promise: (promise.due_at, promise.pk)) or [None]
    for second in rest:
        facts += take_over(second, first, MERGED, by=by, now=now)
    Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).update(case_id=into.pk)
    _take_part(case, into, now)
    bring_drafts(case, into, now=now)
    return facts + open_if_owed(into)


def _take_part(case: Case, into: Case, now: datetime) -> None:
    """Those who take part in the one case take part in the other; an agent's word about somebody stands there."""
    there = Participant.objects.filter(customer_id=case.customer_id, case_id__in=[case.pk, into.pk])
    known = {each.address for each in there if each.case_id == into.pk}
    insert_rows(
        Participant,
        [
            {
                "id": draw_id(Participant),
                "customer_id": case.customer_id,
                "case_id": into.pk,
                "person_id": each.person_id,
                "name": each.name,
                "address": each.address,
                "standing": each.standing,
                "since": now,
                "decided_by": each.decided_by,
            }
            for each in there
            if each.case_id == case.pk and each.address not in known
        ],
    )


def open_if_owed(case: Case) -> list[Fact]:
    """Nothing stays settled while something is owed in it; the case is locked. Returns the fact that says so."""
    owed = Promise.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, promisor=Side.COMPANY, state=State.OWED
    ).exclude(kind=Kind.CONCESSION)
    if case.settled_at is None or not owed.exists():
        return []
    case.settled_at, case.settled_cause, case.settled_by = None, "", ""
    case.store("settled_at", "settled_cause", "settled_by")
    return [CaseReopened(case.pk, "something is owed again")]
