"""What became of what we sent: delivery facts, and what they prove or take back."""

from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.addresses import outgoing_named
from kept.contacts.facts import DeliveryBounced, DeliveryLearnt
from kept.contacts.models import Contact, DeliveryFact, MessageId, Outgoing, OutgoingCode
from kept.contacts.states import GONE, WAITING, Delivery
from kept.customers.points import point_failed, point_works
from kept.handling.arrival import Arrival, DeliveryReport
from kept.handling.receiving.known import Parent
from kept.handling.unseen import owe_unseen
from kept.ledger.actor import INTAKE, SENDER, Actor
from kept.ledger.record import record_all
from kept.pledge.queries import current
from kept.promises.locking import lock_promise
from kept.promises.models import Promise
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
#: A notice of delay takes back what silence alone had shown.
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
    sent = Outgoing.objects.select_related("contact").get(customer_id=customer_id, pk=outgoing_id)
    case = _lock(sent.contact)
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
    _summarise(contact, outgoing, words, now)
    learnt = (
        DeliveryBounced(outgoing_id, contact.pk, code, happened_at)
        if state == Delivery.BOUNCED
        else DeliveryLearnt(outgoing_id, contact.pk, state.value, code, happened_at)
    )
    if outgoing.person_id is not None and state == Delivery.BOUNCED and code.startswith("5"):
        point_failed(customer_id, case.pk, outgoing.to_address, words, code, by=by, now=now)
    elif state in (Delivery.DELIVERED, Delivery.CONFIRMED):
        point_works(outgoing.to_address, now=now)
    _prove(contact, outgoing, state, happened_at, source, words, by=by, now=now)
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
    """The customer replied to a message of ours: it reached him, whatever was thought before."""
    reply = Contact.objects.filter(customer_id=parent.customer_id, pk=contact_id)
    writer = reply.values_list("sender_address", flat=True).first() or ""
    rows = list(
        Outgoing.objects.filter(
            customer_id=parent.customer_id,
            contact_id=parent.contact_id,
            state__in=[*GONE, Delivery.UNSURE, Delivery.DELAYED, Delivery.BOUNCED],
        )
        .order_by("pk")
        .values_list("pk", "to_address")
    )
    # Whoever wrote from an address that we did not send to had it from the first whom we sent it to.
    rows.sort(key=lambda row: row[1].lower() != writer.lower())
    if rows:
        take_delivery(
            parent.customer_id,
            rows[0][0],
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


def _lock(contact: Contact) -> Case:
    """Lock the contact's case and the one that owes what it is to keep, which may be another since; in order of id."""
    keys = [(contact.customer_id, contact.case_id)]
    if contact.promise_id is not None:
        keys += Promise.objects.filter(customer_id=contact.customer_id, pk=contact.promise_id).values_list(
            "customer_id", "case_id"
        )
    return lock_cases(keys)[keys[0]]


def _moves(outgoing: Outgoing, state: Delivery) -> bool:
    before = Delivery(outgoing.state)
    if state == Delivery.BOUNCED:
        return before not in (Delivery.BOUNCED, Delivery.CONFIRMED, Delivery.DELIVERED)
    if before in (Delivery.CANCELLED, Delivery.STOPPED):
        return False
    if state == Delivery.STOPPED:
        return before in (Delivery.HELD, *WAITING)
    if state == Delivery.DELAYED and before in (
        Delivery.HANDED_OVER,
        Delivery.ACCEPTED,
        Delivery.PRESUMED,
    ):
        return True
    if before == Delivery.BOUNCED:
        return state in (Delivery.CONFIRMED, Delivery.DELIVERED)
    return RANK.get(state, 0) >= RANK.get(before, 0)


def _move(outgoing: Outgoing, state: Delivery, happened_at: datetime, words: str, now: datetime) -> None:
    grace = current().pledge.proof.bounce_grace
    if state == Delivery.HANDED_OVER:
        outgoing.handed_over_at = happened_at
    if state in (Delivery.HANDED_OVER, Delivery.ACCEPTED, Delivery.DELAYED) and not outgoing.null_sender:
        outgoing.presume_at = now + grace
    if state != Delivery.DELAYED or outgoing.state not in GONE:
        outgoing.state = state
    elif outgoing.state == Delivery.PRESUMED:
        outgoing.state = Delivery.HANDED_OVER  # no further than that is known now
    # Else delayed on the way is news about what left already; it does not come back into our outbox.
    outgoing.problem = words if state in (Delivery.BOUNCED, Delivery.DELAYED) else ""
    if outgoing.state in (*GONE, Delivery.BOUNCED):
        outgoing.next_try_at = None
    outgoing.store("state", "handed_over_at", "presume_at", "problem", "next_try_at")


def _summarise(contact: Contact, outgoing: Outgoing, words: str, now: datetime) -> None:
    """The contact shows its worst recipient, with his words: a bounce first, else the one that is least far."""
    rows = Outgoing.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk)
    states = [Delivery(state) for state in rows.values_list("state", flat=True)]
    worst = (
        Delivery.BOUNCED if Delivery.BOUNCED in states else min(states, key=lambda state: RANK.get(state, 0))
    )
    changes = {"delivery": worst, "delivery_at": now}
    if outgoing.state == worst:
        changes["delivery_words"] = words
    Contact.objects.filter(customer_id=contact.customer_id, pk=contact.pk).update(**changes)


def _prove(
    contact: Contact, outgoing: Outgoing, state: Delivery, happened_at: datetime,
    source: str, words: str, *, by: Actor, now: datetime,
) -> None:  # fmt: skip
    """What the fact means for the promise that the message is to keep. One that is closed stays closed.

    A void one may be taken back, so that it must know by then what bounced.
    """
    if contact.promise_id is None or outgoing.null_sender:
        return
    promise = lock_promise(contact.customer_id, contact.promise_id)
    if state == Delivery.BOUNCED:
        withdraw(promise, outgoing.pk, words or "it came back", by=by, now=now)
    elif state == Delivery.DELAYED:
        still_on_its_way(promise, outgoing.pk, by=by, now=now)
    elif state in REACH and (state == Delivery.CONFIRMED or not _in_copy(contact, outgoing)):
        first = (
            outgoing.handed_over_at if state == Delivery.PRESUMED and outgoing.handed_over_at else happened_at
        )
        sign = Sign(REACH[state], first, source, "mail", contact.pk, outgoing.pk)
        change = take(promise, sign, by=by, now=now)
        if change.before == State.OWED and State(promise.state) in (State.IN_PROOF, State.KEPT):
            owe_unseen(contact, promise, now=now)


def _in_copy(contact: Contact, outgoing: Outgoing) -> bool:
    """That a copy reached somebody else does not show that it reached the customer."""
    kinds = {r["kind"] for r in contact.recipients if r["address"] == outgoing.to_address}
    return bool(kinds) and "to" not in kinds
