"""A reply whose parent was being taken in at the same moment joins it later."""

from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.facts import ContactMoved
from kept.contacts.models import Contact, MessageId
from kept.ledger.actor import INTAKE
from kept.ledger.record import record_all
from kept.promises.facts import PromiseSuperseded
from kept.promises.models import Promise
from kept.promises.summary import summarise
from kept.rules.promise import Kind, Side, State
from kept.storage.live import tell_all


@transaction.atomic
def join_parent(customer_id: int, contact_id: int, *, now: datetime) -> bool:
    """Bring a contact and what is owed for it into its parent's case, if the parent is known by now.

    Only within one customer, and only out of a case that holds nothing else: everything further is for a person.
    """
    contact = Contact.objects.filter(customer_id=customer_id, pk=contact_id).first()
    if contact is None:
        return False
    known = MessageId.objects.filter(message_id__in=contact.references, customer_id=customer_id)
    # Where it is now: the parent may itself have joined its own, which came later still.
    parent = Contact.objects.filter(
        customer_id=customer_id, pk__in=known.exclude(contact_id=contact_id).values("contact_id")
    ).first()
    if parent is None or parent.case_id == contact.case_id:
        return False
    cases = lock_cases([(customer_id, contact.case_id), (customer_id, parent.case_id)])
    own, into = cases[(customer_id, contact.case_id)], cases[(customer_id, parent.case_id)]
    others = Contact.objects.filter(customer_id=customer_id, case_id=own.pk, direction="in").exclude(
        pk=contact_id
    )
    if others.exists() or into.merged_into_id or own.merged_into_id or into.brand_id != own.brand_id:
        return False
    _move(contact, own, into, now)
    return True


def _move(contact: Contact, own: Case, into: Case, now: datetime) -> None:
    customer_id = own.customer_id
    Contact.objects.filter(customer_id=customer_id, case_id=own.pk).update(case_id=into.pk)
    Case.objects.filter(customer_id=customer_id, pk=own.pk).update(merged_into_id=into.pk)
    facts = [
        ContactMoved(contact.pk, own.pk, into.pk, "its parent came later"),
        *_one_owed_answer(own, into, now),
    ]
    Promise.objects.filter(customer_id=customer_id, case_id=own.pk).update(case_id=into.pk)
    Case.objects.filter(customer_id=customer_id, pk=into.pk).update(
        last_contact_at=max(filter(None, (into.last_contact_at, own.last_contact_at))),
        contacts_in=into.contacts_in + own.contacts_in,
        settled_at=None,
        settled_cause="",
    )
    record_all([(customer_id, into.pk, fact, INTAKE) for fact in facts], now=now)
    summarise([(customer_id, own.pk), (customer_id, into.pk)])
    tell_all([("case", into.reference, into.brand_id), ("owed", into.reference, into.brand_id)])


def _one_owed_answer(own: Case, into: Case, now: datetime) -> list[PromiseSuperseded]:
    answers = Promise.objects.filter(
        customer_id=own.customer_id,
        case_id__in=[own.pk, into.pk],
        kind=Kind.ANSWER,
        promisor=Side.COMPANY,
        state=State.OWED,
    )
    first, *rest = sorted(answers, key=lambda promise: (promise.due_at, promise.pk)) or [None]
    for promise in rest:
        Promise.objects.filter(customer_id=own.customer_id, pk=promise.pk).update(
            state=State.SUPERSEDED,
            superseded_by_id=first.pk,
            closed_at=now,
            closed_why="It belongs to an earlier matter.",
            next_check_at=None,
        )
        Contact.objects.filter(customer_id=own.customer_id, promise_id=promise.pk).update(promise_id=first.pk)
    return [PromiseSuperseded(promise.pk, first.pk) for promise in rest]
