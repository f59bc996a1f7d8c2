"""Quiet cases settle by themselves after the days that the pledge names."""

from datetime import datetime

from kept.cases.models import Case
from kept.handling.settle import settle_case
from kept.ledger.actor import CLOCK
from kept.pledge.queries import current
from kept.promises.models import OPEN, Promise
from kept.refusal import Refusal
from kept.storage.fanning import fan_out

CAUSE = "Quiet: nothing was owed and nobody wrote any more."


def settle_quiet(*, now: datetime, limit: int = 200) -> int:
    """Settle cases that have been quiet for as long as the pledge says; returns how many."""
    after = current().pledge.settling.quiet_after
    if after is None:
        return 0
    with fan_out("cases that have been quiet"):
        quiet = list(
            Case.objects.filter(
                settled_at=None,
                merged_into_id=None,
                stands="quiet",
                unconfirmed=0,  # somebody unknown waits in the others: for a person to decide
                last_contact_at__lt=now - after,
            )
            .order_by("last_contact_at", "id")
            .values_list("customer_id", "pk")[:limit]
        )
    settled = 0
    for customer_id, case_id in quiet:
        if Promise.objects.filter(customer_id=customer_id, case_id=case_id, state__in=OPEN).exists():
            continue  # something waits for its verdict
        try:
            settle_case(customer_id, case_id, cause=CAUSE, by=CLOCK, now=now)
            settled += 1
        except Refusal:
            continue  # it changed meanwhile: something is owed in it, or somebody has settled it
    return settled
