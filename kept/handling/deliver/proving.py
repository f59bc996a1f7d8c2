"""What a delivery fact means for the promise that the message is to keep."""

from datetime import datetime

from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.unseen import owe_unseen
from kept.ledger.actor import Actor
from kept.promises.locking import lock_promise
from kept.promises.prove import Sign, still_on_its_way, take, withdraw
from kept.rules.promise import Reach, State

#: How far each state shows that it came.
REACH = {
    Delivery.HANDED_OVER: Reach.HANDED_OVER,
    Delivery.ACCEPTED: Reach.ACCEPTED,
    Delivery.PRESUMED: Reach.PRESUMED,
    Delivery.DELIVERED: Reach.DELIVERED,
    Delivery.CONFIRMED: Reach.CONFIRMED,
}


def prove(
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
