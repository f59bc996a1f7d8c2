"""One fact about a message of ours: written down, and followed to where it leads."""

from datetime import datetime

from django.db import transaction

from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.facts import DeliveryBounced, DeliveryLearnt
from kept.contacts.models import Contact, DeliveryFact, Outgoing
from kept.contacts.states import Delivery
from kept.customers.points import point_failed, point_works
from kept.handling.deliver.moving import move, moves, summarise
from kept.handling.deliver.proving import prove
from kept.ledger.actor import SENDER, Actor
from kept.ledger.record import record_all
from kept.promises.models import Promise
from kept.storage.live import tell_all
from kept.storage.rows import draw_id


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
    if not DeliveryFact.objects.bulk_create([fact], ignore_conflicts=True) or not moves(outgoing, state):
        return Delivery(outgoing.state)
    move(outgoing, state, happened_at, words, now=now)
    summarise(contact, outgoing, words, now=now)
    learnt = (
        DeliveryBounced(outgoing_id, contact.pk, code, happened_at)
        if state == Delivery.BOUNCED
        else DeliveryLearnt(outgoing_id, contact.pk, state.value, code, happened_at)
    )
    prove(contact, outgoing, state, happened_at, source, words, by=by, now=now)
    record_all([(customer_id, case.pk, learnt, by)], now=now)
    # After the entry: who takes in a reply has the chain locked already when he comes to the point.
    if outgoing.person_id is not None and state == Delivery.BOUNCED and code.startswith("5"):
        point_failed(customer_id, case.pk, outgoing.to_address, words, code, by=by, now=now)
    elif state in (Delivery.DELIVERED, Delivery.CONFIRMED):
        point_works(customer_id, case.pk, outgoing.to_address, by=by, now=now)
    tell_all(
        [
            ("case", case.reference, case.brand_id),
            ("owed", case.reference, case.brand_id),
            ("outbox", "", case.brand_id),
        ]
    )
    return state


def _lock(contact: Contact) -> Case:
    """Lock the contact's case and the one that owes what it is to keep, which may be another since; in order of id."""
    keys = [(contact.customer_id, contact.case_id)]
    if contact.promise_id is not None:
        keys += Promise.objects.filter(customer_id=contact.customer_id, pk=contact.promise_id).values_list(
            "customer_id", "case_id"
        )
    return lock_cases(keys)[keys[0]]
