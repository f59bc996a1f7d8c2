"""From one delivery state to the next, and what the contact shows of all its recipients."""

from datetime import datetime

from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import GONE, WAITING, Delivery
from kept.pledge.queries import current

#: A later fact of a lower rank does not take a higher one back; only a bounce does, and not a confirmation.
#: A notice of delay takes back what silence alone had shown.
RANK = {state: rank for rank, state in enumerate((Delivery.DELAYED, *GONE), start=1)}


def moves(outgoing: Outgoing, state: Delivery) -> bool:
    """Whether news of this state changes what we hold of the message."""
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


def move(outgoing: Outgoing, state: Delivery, happened_at: datetime, words: str, *, now: datetime) -> None:
    """Bring the message to what the news makes of it."""
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


def summarise(contact: Contact, outgoing: Outgoing, words: str, *, now: datetime) -> None:
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
