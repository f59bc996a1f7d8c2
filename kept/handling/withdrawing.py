"""An answer that never left gave no promise: what stood in it alone was read by nobody, and is not owed."""

from datetime import datetime

from kept.contacts.models import Contact
from kept.ledger.actor import Actor
from kept.promises.close import void
from kept.promises.models import OPEN, Promise


def withdraw_promises(contact: Contact, *, by: Actor, now: datetime) -> list[Promise]:
    """End the open promises that the customer would have had from this answer alone; returns them."""
    given = Promise.objects.filter(
        customer_id=contact.customer_id,
        origin_contact_id=contact.pk,
        told_contact_id=contact.pk,
        state__in=OPEN,
    ).order_by("pk")
    return [void(contact.customer_id, promise.pk, why="mistake", by=by, now=now) for promise in given]
