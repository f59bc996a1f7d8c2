"""Bounces and notices that others send us: each is brought to the message it speaks of."""

from datetime import datetime

from kept.contacts.addresses import outgoing_named
from kept.contacts.models import MessageId, Outgoing, OutgoingCode
from kept.contacts.states import Delivery
from kept.handling.arrival import Arrival, DeliveryReport
from kept.handling.deliver.take import take_delivery
from kept.ledger.actor import INTAKE

#: What a report says (RFC 3464) and what it makes of our message.
ACTIONS = {"failed": Delivery.BOUNCED, "delayed": Delivery.DELAYED, "delivered": Delivery.DELIVERED}


def take_reports(arrival: Arrival, *, now: datetime) -> int:
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
