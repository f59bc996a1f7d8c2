"""A sign of life: a reply shows that our message reached him."""

from datetime import datetime

from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import GONE, Delivery
from kept.handling.deliver.take import take_delivery
from kept.handling.receiving.known import Parent
from kept.ledger.actor import INTAKE


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
