"""Presumed: when no bounce has come back within the grace, a message counts as delivered for what that proves."""

from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import Q

from kept.contacts.models import Outgoing
from kept.contacts.states import Delivery
from kept.handling.deliver import take_delivery
from kept.ledger.actor import CLOCK
from kept.storage.claim import Queue

log = structlog.get_logger(__name__)

PRESUMABLE: Queue[Outgoing] = Queue(
    "messages whose grace is over",
    Outgoing,
    lambda now: Q(state__in=[Delivery.HANDED_OVER, Delivery.ACCEPTED], presume_at__lte=now),
    "presume_at",
)


def presume(*, now: datetime, limit: int = 100) -> int:
    """Presume what may be presumed; returns how many messages were dealt with."""
    done = 0
    for customer_id, outgoing_id in PRESUMABLE.candidates(now=now, limit=limit):
        outgoing = Outgoing.objects.get(customer_id=customer_id, pk=outgoing_id)
        try:
            take_delivery(
                customer_id,
                outgoing_id,
                Delivery.PRESUMED,
                happened_at=outgoing.presume_at or now,
                now=now,
                source="clock",
                by=CLOCK,
            )
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # One message that cannot be dealt with must not hold up the clock.
            log.exception("a message cannot be presumed", customer=customer_id, outgoing=outgoing_id)
            continue
        done += 1
    return done
