"""An answer that never left: what it promised is not owed, and towards what it was to keep nothing was done."""

from datetime import datetime

from django.db.models import Max

from kept.contacts.models import Contact
from kept.contacts.states import Delivery
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


def unsay(contact: Contact) -> None:
    """Forget that something was done towards the promise that this answer was to keep, unless another word was said.

    Else who answers and takes it back would keep a broken promise off the list of the ignored.
    """
    if contact.promise_id is None:
        return
    said = Contact.objects.filter(
        customer_id=contact.customer_id, promise_id=contact.promise_id, purpose=contact.purpose
    ).exclude(delivery=Delivery.CANCELLED)
    before = said.exclude(pk=contact.pk).aggregate(last=Max("recorded_at"))["last"]
    Promise.objects.filter(
        customer_id=contact.customer_id, pk=contact.promise_id, tended_at=contact.recorded_at
    ).update(tended_at=before)
