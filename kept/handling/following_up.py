"""A promise of the customer's that is overdue owes us a follow-up, through the guard when it is made."""

from datetime import datetime

from kept.ledger.actor import CLOCK
from kept.pledge.queries import current
from kept.promises.make import Vow, make_promise
from kept.promises.models import OPEN, Promise
from kept.rules.hours import Span, due
from kept.rules.promise import Kind, Side, State

#: Open time within which somebody asks after what is overdue.
WITHIN = Span.parse("1d")


def follow_up(customer_id: int, promise_id: int, *, now: datetime) -> Promise | None:
    """Owe a follow-up for an overdue promise of theirs; None when it is not overdue any more."""
    overdue = Promise.objects.filter(
        customer_id=customer_id, pk=promise_id, promisor=Side.CUSTOMER, state=State.OWED, due_at__lt=now
    ).first()
    words = f"Ask after: {overdue.text}" if overdue else ""
    if (
        overdue is None
        or Promise.objects.filter(
            customer_id=customer_id, case_id=overdue.case_id, text=words, state__in=OPEN
        ).exists()
    ):
        return None
    brand = current().brand(overdue.brand_id)
    vow = Vow(Kind.OTHER, words, due(now, WITHIN, brand.week), due_zone=str(brand.zone))
    return make_promise(customer_id, overdue.case_id, vow, by=CLOCK, now=now)
