"""A reply whose parent was being taken in at the same moment joins it later."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseReopened
from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.facts import ContactMoved
from kept.contacts.models import Contact, MessageId
from kept.handling.bringing_together import bring_together
from kept.handling.recounting import recount
from kept.ledger.actor import INTAKE
from kept.ledger.chain import Fact
from kept.ledger.record import record_all


@transaction.atomic
def join_parent(customer_id: int, contact_id: int, *, now: datetime) -> bool:
    """Bring a contact and what is owed for it into its parent's case; False while the parent is not known.

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
    if parent is None:
        return False
    if parent.case_id == contact.case_id:
        return True
    cases = lock_cases([(customer_id, contact.case_id), (customer_id, parent.case_id)])
    own, into = cases[(customer_id, contact.case_id)], cases[(customer_id, parent.case_id)]
    if not _may_join(contact, own, into):
        return True
    _join(contact, own, into, now)
    return True


def _may_join(contact: Contact, own: Case, into: Case) -> bool:
    """Whether it goes by itself; asked under the locks of both cases."""
    contacts = Contact.objects.filter(customer_id=own.customer_id, case_id=own.pk)
    alone = contacts.filter(pk=contact.pk).exists() and not (
        contacts.filter(direction="in").exclude(pk=contact.pk).exists()
    )
    forged = contact.aligned == "fail"  # his address may be somebody else's: an agent has to look
    ended = own.merged_into_id or into.merged_into_id or own.spam_reason or into.spam_reason
    return alone and not forged and not ended and into.brand_id == own.brand_id


def _join(contact: Contact, own: Case, into: Case, now: datetime) -> None:
    customer_id = own.customer_id
    facts: list[Fact] = [ContactMoved(contact.pk, own.pk, into.pk, "its parent came later")]
    facts += bring_together(own, into, by=INTAKE, now=now)
    Contact.objects.filter(customer_id=customer_id, case_id=own.pk).update(case_id=into.pk)
    if into.settled_at is not None and not contact.machine:
        into.settled_at, into.settled_cause, into.settled_by = None, "", ""
        into.store("settled_at", "settled_cause", "settled_by")
        facts.append(CaseReopened(into.pk, "the customer wrote again"))
    record_all([(customer_id, into.pk, fact, INTAKE) for fact in facts], now=now)
    recount([own, into])
