"""What became of what we sent: delivery facts, and what they prove or take back."""

from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.addresses import outgoing_named
from kept.contacts.facts import DeliveryBounced, DeliveryLearnt
from kept.contacts.models import Contact, DeliveryFact, MessageId, Outgoing, OutgoingCode
from kept.contacts.states import GONE, Delivery
from kept.customers.points import point_failed, point_works
from kept.handling.arrival import Arrival, DeliveryReport
from kept.handling.receiving.known import Parent
from kept.handling.unseen import owe_unseen
from kept.ledger.actor import INTAKE, SENDER, Actor
from kept.ledger.record import record_all
from kept.pledge.queries import current
from kept.promises.locking import lock_promise
from kept.promises.prove import Sign, still_on_its_way, take, withdraw
from kept.rules.promise import Reach, State
from kept.storage.live import tell_all
from kept.storage.rows import draw_id

#: How far each state shows that it came.
REACH = {
    Delivery.HANDED_OVER: Reach.HANDED_OVER,
    Delivery.ACCEPTED: Reach.ACCEPTED,
    Delivery.PRESUMED: Reach.PRESUMED,
    Delivery.DELIVERED: Reach.DELIVERED,
    Delivery.CONFIRMED: Reach.CONFIRMED,
}

#: A later fact of a lower rank does not take a higher one back; only a bounce does, and not a confirmation.
RANK = {state: rank for rank, state in enumerate((Delivery.DELAYED, *GONE), start=1)}

#: What a report says (RFC 3464) and what it makes of our message.
ACTIONS = {"failed": Delivery.BOUNCED, "delayed": Delivery.DELAYED, "delivered": Delivery.DELIVERED}


@transaction.atomic
def take_delivery(
    customer_id: int,
    outgoing_id: int,
    state: Delivery | str,
    *,
    happened_at: datetime,
    now: datetime,
    source: str = "relay",
    code: str = "",
    words: str = "",
    by: Actor = SENDER,
) -> Delivery:
    """Record one fact about an outgoing message; the same fact twice changes nothing. Returns its state now."""
    state = Delivery(state)
    outgoing = Outgoing.objects.select_related("contact").get(customer_id=customer_id, pk=outgoing_id)
    case = lock_case(customer_id, outgoing.contact.case_id)
    outgoing = Outgoing.objects.select_for_update(of=("self",)).get(customer_id=customer_id, pk=outgoing_id)
    contact = Contact.objects.get(customer_id=customer_id, pk=outgoing.contact_id)
    fact = DeliveryFact(
        pk=draw_id(DeliveryFact),
        customer_id=customer_id,
        outgoing_id=outgoing_id,
        contact_id=contact.pk,
        state=state,
        code=code,
        words=words,
        source=source,
        happened_at=happened_at,
        recorded_at=now,
    )
    if not DeliveryFact.objects.bulk_create([fact], ignore_conflicts=True) or not _moves(outgoing, state):
        return Delivery(outgoing.state)
    _move(outgoing, state, happened_at, words, now)
    _summarise(contact, words, now)
    learnt = (
        DeliveryBounced(outgoing_id, contact.pk, code, happened_at)
        if state == Delivery.BOUNCED
        else DeliveryLearnt(outgoing_id, contact.pk, state.value, code, happened_at)
    )
    if outgoing.person_id is not None and state == Delivery.BOUNCED and code.startswith("5"):
        point_failed(customer_id, case.pk, outgoing.to_address, words, code, by=by, now=now)
    elif state in (Delivery.DELIVERED, Delivery.CONFIRMED):
        point_works(outgoing.to_address, now=now)
    _prove(case, contact, outgoing, state, happened_at, source, words, by=by, now=now)
    record_all([(customer_id, case.pk, learnt, by)], now=now)
    tell_all(
        [
            ("case", case.reference, case.brand_id),
            ("owed", case.reference, case.brand_id),
            ("outbox", "", case.brand_id),
        ]
    )
    return state


def take_reports(arrival: Arrival, contact_id: int | None, *, now: datetime) -> int:
    """Bring each report of a bounce to the message it speaks of; returns how many found theirs."""
    found = 0
    for report in arrival.reports:
        state = ACTIONS.get(report.action)
        target = _target(report)
        if state is None or target is None:
            continue
        customer_id, outgoing_id = target
        take_delivery(
            customer_id,
            outgoing_id,
            state,
            happened_at=arrival.received_at,
            now=now,
            source="bounce",
            code=report.status,
            words=report.words,
            by=INTAKE,
        )
        found += 1
    return found


def take_sign_of_life(parent: Parent, contact_id: int, *, at: datetime, now: datetime) -> None:
    """The customer replied to a message of ours: it reached him."""
    rows = Outgoing.objects.filter(
        customer_id=parent.customer_id,
        contact_id=parent.contact_id,
        state__in=[*GONE, Delivery.UNSURE, Delivery.DELAYED],
    )
    for outgoing_id in rows.order_by("pk").values_list("pk", flat=True)[:1]:
        take_delivery(
            parent.customer_id,
            outgoing_id,
            Delivery.CONFIRMED,
            happened_at=at,
            now=now,
            source="reply",
            words="The customer replied to it.",
            by=INTAKE,
        )


def _target(report: DeliveryReport) -> tuple[int, int] | None:
    """The (customer, outgoing) that a report is about: by keyed code, else by message id and recipient."""
    for text in (report.keyed, report.message_id):
        outgoing_id = outgoing_named(text) if text else None
        if outgoing_id is not None:
            code = OutgoingCode.objects.filter(pk=outgoing_id).first()
            if code is not None:
                return code.customer_id, _of_recipient(
                    code.customer_id, code.contact_id, report
                ) or outgoing_id
    known = MessageId.objects.filter(pk=report.message_id).first() if report.message_id else None
    if known is None:
        return None
    outgoing_id = _of_recipient(known.customer_id, known.contact_id, report)
    return (known.customer_id, outgoing_id) if outgoing_id else None


def _of_recipient(customer_id: int, contact_id: int, report: DeliveryReport) -> int | None:
    rows = list(
        Outgoing.objects.filter(customer_id=customer_id, contact_id=contact_id)
        .order_by("pk")
        .values_list("pk", "to_address")
    )
    for outgoing_id, address in rows:
        if address.lower() == report.recipient.lower():
            return outgoing_id
    return rows[0][0] if len(rows) == 1 else None


def _moves(outgoing: Outgoing, state: Delivery) -> bool:
    before = Delivery(outgoing.state)
    if state == Delivery.BOUNCED:
        return before not in (Delivery.BOUNCED, Delivery.CONFIRMED, Delivery.DELIVERED)
    if before in (Delivery.CANCELLED, Delivery.STOPPED):
        return False
    if before == Delivery.BOUNCED:
        return state in (Delivery.CONFIRMED, Delivery.DELIVERED)
    return RANK.get(state, 0) >= RANK.get(before, 0)


def _move(outgoing: Outgoing, state: Delivery, happened_at: datetime, words: str, now: datetime) -> None:
    grace = current().pledge.proof.bounce_grace
    if state == Delivery.HANDED_OVER:
        outgoing.handed_over_at = happened_at
    if state in (Delivery.HANDED_OVER, Delivery.ACCEPTED, Delivery.DELAYED) and not outgoing.null_sender:
        outgoing.presume_at = now + grace
    if not (state == Delivery.DELAYED and outgoing.state in GONE):
        # Delayed on the way is news about what left already; it does not come back into our outbox.
        outgoing.state = state
    outgoing.problem = words if state in (Delivery.BOUNCED, Delivery.DELAYED) else ""
    if outgoing.state in (*GONE, Delivery.BOUNCED):
        outgoing.next_try_at = None
    outgoing.store("state", "handed_over_at", "presume_at", "problem", "next_try_at")


def _summarise(contact: Contact, words: str, now: datetime) -> None:
    """The contact shows its worst recipient: a bounce first, else the one that is least far."""
    states = [
        Delivery(state)
        for state in Outgoing.objects.filter(
            customer_id=contact.customer_id, contact_id=contact.pk
        ).values_list("state", flat=True)
    ]
    worst = (
        Delivery.BOUNCED if Delivery.BOUNCED in states else min(states, key=lambda state: RANK.get(state, 0))
    )
    Contact.objects.filter(customer_id=contact.customer_id, pk=contact.pk).update(
        delivery=worst, delivery_words=words, delivery_at=now
    )


def _prove(
    case: Case, contact: Contact, outgoing: Outgoing, state: Delivery, happened_at: datetime,
    source: str, words: str, *, by: Actor, now: datetime,
) -> None:  # fmt: skip
    if contact.promise_id is None or outgoing.null_sender:
        return
    promise = lock_promise(contact.customer_id, contact.promise_id)
    if State(promise.state) in (State.RELEASED, State.SUPERSEDED, State.VOID):
        return
    if state == Delivery.BOUNCED:
        withdraw(promise, outgoing.pk, words or "it came back", by=by, now=now)
    elif state == Delivery.DELAYED:
        still_on_its_way(promise, outgoing.pk, by=by, now=now)
    elif state in REACH:
        first = (
            outgoing.handed_over_at if state == Delivery.PRESUMED and outgoing.handed_over_at else happened_at
        )
        sign = Sign(REACH[state], first, source, "mail", contact.pk, outgoing.pk)
        change = take(promise, sign, by=by, now=now)
        if change.before == State.OWED and promise.state != State.OWED:
            owe_unseen(case, contact, promise, now=now)
