"""Spam: nothing is owed to it. With a reason, counted, and it can be taken back."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseReopened, CaseSpam
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.handling.gates import may_write
from kept.ledger.record import record
from kept.promises.close import restore, void
from kept.promises.models import OPEN, Promise
from kept.promises.summary import summarise
from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.storage.live import tell_all

WHY = "spam"


@transaction.atomic
def mark_spam(customer_id: int, case_id: int, *, reason: str, by: Agent, now: datetime) -> Case:
    """This was never a customer's matter: what is owed in it is void."""
    may_write(by)
    if not reason.strip():
        raise Refusal("Say why this is spam.", code="no_reason")
    case = lock_case(customer_id, case_id)
    if case.spam_reason:
        raise Refusal("This case is marked as spam already.", code="spam")
    for promise_id in _promises(case, OPEN):
        void(customer_id, promise_id, why=WHY, by=by.actor, now=now)
    case.spam_reason, case.settled_at, case.settled_cause, case.settled_by = (
        reason.strip(),
        now,
        "Spam",
        str(by.actor),
    )
    case.store("spam_reason", "settled_at", "settled_cause", "settled_by")
    record(CaseSpam(case_id, "marked"), customer=customer_id, case=case_id, by=by.actor, now=now)
    return _finish(case)


@transaction.atomic
def not_spam(customer_id: int, case_id: int, *, by: Agent, now: datetime) -> Case:
    """It was a customer after all: what was owed is owed again, and broken if its time has passed."""
    may_write(by)
    case = lock_case(customer_id, case_id)
    if not case.spam_reason:
        raise Refusal("This case is not marked as spam.", code="not_spam")
    for promise_id in _promises(case, ["void"], closed_why=WHY):
        restore(customer_id, promise_id, by=by.actor, now=now)
    case.spam_reason, case.settled_at, case.settled_cause, case.settled_by = "", None, "", ""
    case.store("spam_reason", "settled_at", "settled_cause", "settled_by")
    record(CaseReopened(case_id, "not spam"), customer=customer_id, case=case_id, by=by.actor, now=now)
    return _finish(case)


def _promises(case: Case, states: list[str], **more: str) -> list[int]:
    rows = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk, state__in=states, **more)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _finish(case: Case) -> Case:
    summarise([(case.customer_id, case.pk)])
    tell_all([("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)])
    return case
