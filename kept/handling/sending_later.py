"""Answers that are to leave later: another time, or now although the customer wrote again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.facts import ContactRescheduled
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.addressees import contacts_of
from kept.handling.gates import may_write
from kept.handling.taking_back import waiting_answer
from kept.ledger.record import record
from kept.promises.models import OPEN, Promise
from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.storage.live import tell_all, wake

#: Copies in these states have not left.
STAYING = (Delivery.QUEUED, Delivery.HELD, Delivery.STOPPED)


def refuse_due_before(leaves: datetime, dues: Iterable[datetime]) -> None:
    """Refuse an answer that leaves when what it promises would be due already."""
    if any(due <= leaves for due in dues):
        raise Refusal(
            "What it promises would be due before it leaves.",
            remedy="Send it earlier, or promise a later time.",
            code="due_before_sent",
        )


@transaction.atomic
def reschedule(
    case: Case, contact_id: int, *, at: datetime | None, seen_contact_id: int | None, by: Agent, now: datetime
) -> Contact:
    """It leaves at this time instead (None: now). `seen_contact_id`: what is on screen of whoever decides this.

    Its writer may, or a lead. The guard is asked again at the door. Refused when it has left.
    """
    may_write(by)
    if at is not None and at <= now:
        raise Refusal(
            "That time has already passed.", remedy="Give a time that lies ahead.", code="send_in_the_past"
        )
    lock_case(case.customer_id, case.pk)
    contact = waiting_answer(case, contact_id, by)
    rows = Outgoing.objects.filter(customer_id=case.customer_id, contact_id=contact_id, state__in=STAYING)
    if not rows.select_for_update(of=("self",)).order_by("pk"):
        raise Refusal("It has left already.", remedy="Write to the customer again.", code="left")
    leaves = at or now
    given = Promise.objects.filter(
        customer_id=case.customer_id, told_contact_id=contact_id, origin_contact_id=contact_id, state__in=OPEN
    )
    refuse_due_before(leaves, given.values_list("due_at", flat=True))
    seen = _later(case, contact.seen_contact_id, seen_contact_id)
    rows.update(state=Delivery.QUEUED, not_before=leaves, next_try_at=leaves, problem="")
    Contact.objects.filter(customer_id=case.customer_id, pk=contact_id).update(
        seen_contact_id=seen, delivery=Delivery.QUEUED, delivery_words="", delivery_at=now
    )
    fact = ContactRescheduled(contact_id, leaves, seen)
    record(fact, customer=case.customer_id, case=case.pk, by=by.actor, now=now)
    tell_all([("case", case.reference, case.brand_id), ("outbox", "", case.brand_id)])
    wake("outbox")
    contact.refresh_from_db(from_queryset=Contact.objects.filter(customer_id=case.customer_id))
    return contact


def _later(case: Case, one: int | None, other: int | None) -> int | None:
    """Of two contacts the one that came later: nobody unsees what he saw."""
    rows = contacts_of(case).filter(pk__in=[each for each in (one, other) if each])
    newest = rows.order_by("-recorded_at", "-pk").first()
    return newest.pk if newest else None
