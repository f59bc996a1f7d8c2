"""At the door: the guard is asked once more before a message is handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.cases.models import Case
from kept.contacts.hold import open_hold
from kept.contacts.models import Contact, GuardDecision, Outgoing
from kept.contacts.states import Delivery
from kept.handling.batch import Batch
from kept.handling.guarding import ask_guard
from kept.handling.outbound import Message, Recipient, record_decision
from kept.ledger.actor import SENDER
from kept.pledge.queries import current
from kept.rules.guard import Code, Purpose, Reason
from kept.storage.live import tell_all


@dataclass(frozen=True, slots=True)
class Door:
    """Whether a message may leave now. Not open: stopped for good, or to be asked again at `not_before`."""

    open: bool
    words: str = ""
    not_before: datetime | None = None
    held: bool = False  # the whole desk is held


@transaction.atomic
def may_hand_over(outgoing: Outgoing, *, now: datetime) -> Door:
    """Ask the guard at hand-over: its first decision binds person, purpose and content, and things may have changed.

    A new decision is recorded only where it differs from the one that the message was queued with.
    """
    customer_id = outgoing.customer_id
    contact = Contact.objects.get(customer_id=customer_id, pk=outgoing.contact_id)
    decided = GuardDecision.objects.get(customer_id=customer_id, pk=outgoing.decision_id)
    case = Case.objects.get(customer_id=customer_id, pk=contact.case_id)
    message = message_of(contact, outgoing)
    if bytes(decided.content_digest) != _all_recipients(contact).digest:
        return Door(False, "It is not what the guard decided about.")
    if outgoing.purpose == Purpose.ACKNOWLEDGEMENT:
        return _acknowledgement(case)
    decision = ask_guard(
        case, message, current(), by_machine=contact.agent_id is None, now=now, at_handover=True
    )
    if decision.allowed or (decided.override_by and not _held(decision.reasons)):
        return Door(True)
    words = " ".join(reason.sentence for reason in decision.reasons)
    if _held(decision.reasons):
        return Door(False, words, held=True)
    batch = Batch(now=now, pledge=current())
    record_decision(batch, case, message, decision, by=SENDER)
    batch.write()
    return Door(False, words, decision.not_before)


@transaction.atomic
def cancel_message(customer_id: int, outgoing_id: int, *, now: datetime) -> bool:
    """Take a message back before it leaves (undo); False when it has left already."""
    rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id)
    outgoing = rows.select_for_update(of=("self",)).first()
    if outgoing is None or outgoing.state not in (Delivery.QUEUED, Delivery.HELD, Delivery.STOPPED):
        return False
    rows.update(state=Delivery.CANCELLED, next_try_at=None)
    Contact.objects.filter(customer_id=customer_id, pk=outgoing.contact_id).update(
        delivery=Delivery.CANCELLED, delivery_at=now
    )
    tell_all([("outbox", "", outgoing.brand_id)])
    return True


def message_of(contact: Contact, outgoing: Outgoing) -> Message:
    """The message as the guard sees it: this outbox row's recipient first."""
    return Message(
        purpose=contact.purpose,
        subject=contact.subject,
        text=contact.visible,
        html=contact.html,
        recipients=[Recipient("to", outgoing.to_name, outgoing.to_address, outgoing.person_id)],
        sender_name=contact.sender_name,
    )


def _all_recipients(contact: Contact) -> Message:
    return Message(
        purpose=contact.purpose,
        subject=contact.subject,
        text=contact.visible,
        html=contact.html,
        recipients=[Recipient(r["kind"], r["name"], r["address"]) for r in contact.recipients],
        sender_name=contact.sender_name,
    )


def _acknowledgement(case: Case) -> Door:
    """It was judged when it was queued; only a hold or spam can have come between."""
    hold = open_hold()
    if hold is not None:
        return Door(False, hold.why, held=True)
    return Door(False, "The case was marked as spam.") if case.spam_reason else Door(True)


def _held(reasons: Iterable[Reason]) -> bool:
    return any(reason.code == Code.DESK_HELD for reason in reasons)
