"""`kept outbox`: what has not left yet, and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import typer

from kept.operations.cli.options import Limit
from kept.operations.cli.printing import local, table
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class OutgoingSeen:
    """A message that waits. `next_try` is null when something must be done first."""

    id: str
    case: str
    to: str
    subject: str
    purpose: str
    state: str
    words: str
    problem: str
    since: datetime
    attempts: int
    next_try: datetime | None
    brand: str


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "outbox")(outbox)


def outbox(limit: Limit = 200, as_json: AsJson = False) -> Answer:
    """What has not left yet, the oldest first, with the reason."""
    found = waiting(limit=limit)
    rows = [
        (one.case, one.to, one.subject, one.problem or one.words, local(one.since), local(one.next_try))
        for one in found
    ]
    columns = ("Case", "To", "Subject", "State", "Since", "Next try")
    return Answer(found, table(columns, rows, empty="The outbox is empty."))


def count_waiting() -> int:
    """How many messages have not left."""
    from kept.contacts.models import Outgoing
    from kept.contacts.states import WAITING, Delivery
    from kept.storage.fanning import fan_out

    with fan_out("how much waits in the outbox"):
        return Outgoing.objects.filter(state__in=[*WAITING, Delivery.HELD, Delivery.STOPPED]).count()


def waiting(*, limit: int) -> list[OutgoingSeen]:
    """Messages that have not left, the oldest first."""
    from kept.cases.models import Case
    from kept.contacts.models import Outgoing
    from kept.contacts.states import WAITING, Delivery
    from kept.storage.fanning import fan_out

    states = [*WAITING, Delivery.HELD, Delivery.STOPPED]
    with fan_out("the outbox"):
        rows = list(
            Outgoing.objects.filter(state__in=states)
            .select_related("contact", "brand")
            .order_by("created_at", "pk")[:limit]
        )
    cases: defaultdict[tuple[int, int], str] = defaultdict(str)
    keys = {row.contact.case_id for row in rows}
    for customer, case, reference in Case.objects.filter(
        customer_id__in={row.customer_id for row in rows}, pk__in=keys
    ).values_list("customer_id", "pk", "reference"):
        cases[(customer, case)] = reference
    return [
        OutgoingSeen(
            id=str(row.pk),
            case=cases[(row.customer_id, row.contact.case_id)],
            to=row.to_address,
            subject=row.contact.subject,
            purpose=row.purpose,
            state=row.state,
            words=str(Delivery(row.state).label),
            problem=row.problem,
            since=row.created_at,
            attempts=row.attempts,
            next_try=row.next_try_at,
            brand=row.brand.slug,
        )
        for row in rows
    ]
