"""Presumed: when no bounce has come back within the grace, a message counts as delivered for what that proves."""

from datetime import datetime

from django.db.models import Q

from kept.contacts.models import Outgoing
from kept.contacts.states import Delivery
from kept.handling.deliver import take_delivery
from kept.ledger.actor import CLOCK
from kept.storage.claim import Queue

PRESUMABLE: Queue[Outgoing] = Queue(
    "messages whose grace is over",
    Outgoing,
    lambda now: Q(state__in=[Delivery.HANDED_OVER, Delivery.ACCEPTED], presume_at__lte=now),
    "presume_at",
)


def presume(*, now: datetime, limit: int = 100) -> int:
    """Presume what may be presumed; returns how many messages were looked at."""
    candidates = PRESUMABLE.candidates(now=now, limit=limit)
    for customer_id, outgoing_id in candidates:
        outgoing = Outgoing.objects.get(customer_id=customer_id, pk=outgoing_id)
        take_delivery(
            customer_id,
            outgoing_id,
            Delivery.PRESUMED,
            happened_at=outgoing.presume_at or now,
            now=now,
            source="clock",
            by=CLOCK,
        )
    return len(candidates)
