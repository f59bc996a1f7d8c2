"""At the door: the guard is asked once more before a message is handed over."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.cases.references import remaining
from kept.contacts.facts import ContactCancelled
from kept.contacts.hold import desk_held
from kept.contacts.models import Contact, GuardDecision, Outgoing
from kept.contacts.states import Delivery
from kept.handling.batch import Batch
from kept.handling.guarding import ask_guard
from kept.handling.outbound import Message, Recipient, enclosed_in, record_decision
from kept.handling.overtaking import overtaken
from kept.handling.withdrawing import unsay, withdraw_promises
from kept.ledger.actor import SENDER, Actor
from kept.ledger.record import record
from kept.pledge.queries import current
from kept.rules.guard import Acknowledging, Code, Decision, GuardFacts, Purpose, Verdict, decide
from kept.staff.actions import News, notify
from kept.storage.live import tell_all, wake


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
    case = remaining(Case.objects.get(customer_id=customer_id, pk=contact.case_id))
    message = message_of(contact, outgoing)
    bound = _all_recipients(contact)
    if bytes(decided.content_digest) != bound.digest or outgoing.to_address not in {
        r.address for r in bound.recipients
    }:
        return Door(False, "It is not what the guard decided about.")
    if late := overtaken(contact, outgoing, current()):
        _tell_writer(contact, case, late, now)
        return Door(False, late)
    if outgoing.purpose == Purpose.ACKNOWLEDGEMENT:
        decision = _acknowledgement(case, now)
    else:
        decision = ask_guard(
            case, message, current(), by_machine=contact.agent_id is None, now=now, at_handover=True
        )
    if decision.allowed or _signed_for(decided, decision):
        return Door(True)
    words = " ".join(reason.sentence for reason in decision.reasons)
    if any(reason.code == Code.DESK_HELD for reason in decision.reasons):
        return Door(False, words, held=True)
    batch = Batch(now=now, pledge=current())
    record_decision(batch, case, message, decision, by=SENDER)
    batch.write()
    return Door(False, words, decision.not_before)


def _signed_for(decided: GuardDecision, decision: Decision) -> bool:
    """Whether a lead has signed for every reason that stops it now; what came since, nobody has signed for."""
    signed = {reason["code"] for reason in decided.reasons} if decided.override_by else set()
    return {reason.code.value for reason in decision.reasons if reason.verdict is Verdict.STOP} <= signed


@transaction.atomic
def cancel_message(customer_id: int, outgoing_id: int, *, by: Actor, now: datetime) -> bool:
    """Take a message back before it leaves (undo); False when it has left already. `by` stands on the ledger.

    With its last copy the promises end that stood in it alone.
    """
    rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id)
    known = rows.select_related("contact__case").first()
    if known is None:
        return False
    contact = known.contact
    lock_case(customer_id, remaining(contact.case).pk)  # a case is locked before its messages
    outgoing = rows.select_for_update(of=("self",)).get()
    if outgoing.state not in (Delivery.QUEUED, Delivery.HELD, Delivery.STOPPED):
        return False
    rows.update(state=Delivery.CANCELLED, next_try_at=None)
    others = Outgoing.objects.filter(customer_id=customer_id, contact_id=contact.pk)
    if not others.exclude(state=Delivery.CANCELLED).exists():
        Contact.objects.filter(customer_id=customer_id, pk=contact.pk).update(
            delivery=Delivery.CANCELLED, delivery_words="", delivery_at=now
        )
        withdraw_promises(contact, by=by, now=now)
        unsay(contact)
    fact = ContactCancelled(contact.pk, outgoing_id)
    record(fact, customer=customer_id, case=contact.case_id, by=by, now=now)
    tell_all([("outbox", "", outgoing.brand_id)])
    return True


@transaction.atomic
def retry_message(customer_id: int, outgoing_id: int, *, now: datetime) -> bool:
    """Try a message again now instead of later; False when it does not wait for a try.

    Only the time changes: a message that is *unsure* stays so, and the guard is asked at the door as always.
    """
    rows = Outgoing.objects.filter(customer_id=customer_id, pk=outgoing_id)
    outgoing = rows.select_for_update(of=("self",)).first()
    if outgoing is None or outgoing.state not in (Delivery.QUEUED, Delivery.DELAYED, Delivery.UNSURE):
        return False
    if outgoing.state == Delivery.UNSURE and outgoing.resent:
        return False  # once more was enough: a third copy is for a person to decide, by answering again
    rows.update(next_try_at=now)
    wake("outbox")
    tell_all([("outbox", "", outgoing.brand_id)])
    return True


def message_of(contact: Contact, outgoing: Outgoing) -> Message:
    """The message as the guard sees it: this outbox row's recipient first."""
    return Message(
        purpose=contact.purpose,
        subject=contact.subject,
        text=contact.visible,
        html=contact.html,
        files=enclosed_in(contact),
        recipients=[Recipient("to", outgoing.to_name, outgoing.to_address, outgoing.person_id)],
        sender_name=contact.sender_name,
    )


def _tell_writer(contact: Contact, case: Case, late: str, now: datetime) -> None:
    """What was to be sent later is held: whoever wrote it decides, with the new words before him."""
    if contact.agent_id is not None:
        words = f"Your answer in {case.reference} was not sent. {late}"
        notify([News(contact.agent_id, "overtaken", words, case.reference, case.customer_id)], now=now)


def _all_recipients(contact: Contact) -> Message:
    return Message(
        purpose=contact.purpose,
        subject=contact.subject,
        text=contact.visible,
        html=contact.html,
        files=enclosed_in(contact),
        recipients=[Recipient(r["kind"], r["name"], r["address"]) for r in contact.recipients],
        sender_name=contact.sender_name,
    )


def _acknowledgement(case: Case, now: datetime) -> Decision:
    """It was judged when it was queued; only a hold or spam can have come between."""
    facts = GuardFacts(
        channel="mail",
        purpose=Purpose.ACKNOWLEDGEMENT,
        by_machine=True,
        asked_for=True,
        desk_held=desk_held(),
        case_spam=bool(case.spam_reason),
        acknowledging=Acknowledging(
            aligned=True, known_person=True, last_to_address_at=None, sent_lately=0, most=1
        ),
    )
    return decide(facts, now=now)
