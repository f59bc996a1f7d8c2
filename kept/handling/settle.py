"""Settle and reopen: settling is authored, with a cause, and refused while we owe."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseReopened, CaseSettled
from kept.cases.locking import lock_case
from kept.cases.models import Case, Note, Participant
from kept.ledger.actor import Actor
from kept.ledger.record import record
from kept.promises.models import OPEN, Promise
from kept.promises.summary import summarise
from kept.refusal import Refusal
from kept.rules.promise import State
from kept.storage.live import tell_all
from kept.storage.rows import draw_id


class StillOwed(Refusal):
    """Something is still owed in the case."""

    code = "still_owed"


@transaction.atomic
def settle_case(customer_id: int, case_id: int, *, cause: str, by: Actor, now: datetime) -> Case:
    """Settle a case with its cause; refused while a promise of ours is owed or a stranger waits."""
    if not cause.strip():
        raise Refusal("Name the cause: what it was about, and how it ended.", code="no_cause")
    case = lock_case(customer_id, case_id)
    if case.settled_at is not None:
        raise Refusal("This case is settled already.", code="already_settled")
    _refuse_while_owed(case)
    case.settled_at, case.settled_cause, case.settled_by = now, cause.strip(), str(by)
    case.store("settled_at", "settled_cause", "settled_by")
    return _finish(case, CaseSettled(case_id, "authored" if by.kind == "agent" else "quiet"), by, now)


@transaction.atomic
def reopen_case(customer_id: int, case_id: int, *, why: str, by: Actor, now: datetime) -> Case:
    """Open a settled case again. An agent's own words for it stand in a note: the ledger holds nobody's words."""
    case = lock_case(customer_id, case_id)
    if case.settled_at is None:
        raise Refusal("This case is open already.", code="already_open")
    case.settled_at, case.settled_cause, case.settled_by = None, "", ""
    case.store("settled_at", "settled_cause", "settled_by")
    if by.kind == "agent" and why.strip():
        agent_id, note_id = int(by.id), draw_id(Note)
        note = Note(
            pk=note_id, customer_id=customer_id, case_id=case_id, agent_id=agent_id, text=why.strip(), at=now
        )
        note.save(force_insert=True)
    return _finish(case, CaseReopened(case_id, "by hand"), by, now)


def _finish(case: Case, fact: CaseSettled | CaseReopened, by: Actor, now: datetime) -> Case:
    record(fact, customer=case.customer_id, case=case.pk, by=by, now=now)
    summarise([(case.customer_id, case.pk)])
    case.refresh_from_db(from_queryset=Case.objects.filter(customer_id=case.customer_id))
    tell_all([("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)])
    return case


def _refuse_while_owed(case: Case) -> None:
    owed = list(
        Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk, state__in=OPEN)
        .exclude(promisor="customer")
        .exclude(state=State.IN_PROOF)
        .exclude(kind="concession")
        .order_by("due_at")
        .values_list("text", "code")[:3]
    )
    if owed:
        words = "; ".join(f"{text} ({code})" for text, code in owed)
        raise StillOwed(
            "Something is still owed here: %(words)s.",
            remedy="Keep it, or let the customer release it, first.",
            values={"words": words},
        )
    if Participant.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, standing="unconfirmed"
    ).exists():
        raise StillOwed("Somebody unknown wrote in this case.", remedy="Accept him or move his mail first.")
