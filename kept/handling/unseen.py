"""An answer keeps only what its writer had on screen: what came meanwhile is owed an answer of its own."""

from collections.abc import Sequence
from datetime import datetime

from kept.cases.families import family_of
from kept.cases.models import Case
from kept.contacts.models import Contact
from kept.ledger.actor import INTAKE
from kept.ledger.record import record_all
from kept.pledge.queries import current
from kept.promises.facts import PromiseJoined
from kept.promises.make import Vow, insert_promises, made, promise_row
from kept.promises.models import Promise
from kept.promises.summary import summarise
from kept.rules.hours import due
from kept.rules.promise import Kind
from kept.storage.rows import draw_id


def owe_unseen(answer: Contact, promise: Promise, *, now: datetime) -> int | None:
    """Open a promise for contacts that joined `promise` after the last one that `answer`'s writer had seen.

    Runs under the lock of the promise's case, when the answer left. Returns the new promise's id, or None.
    """
    customer_id = promise.customer_id
    contacts = Contact.objects.filter(
        customer_id=customer_id,
        case_id__in=family_of(customer_id, promise.case_id),
        direction="in",
        promise_id=promise.pk,
    ).order_by("recorded_at", "pk")
    seen = Contact.objects.filter(customer_id=customer_id, pk=answer.seen_contact_id).first()
    limit = (seen.recorded_at, seen.pk) if seen else (answer.recorded_at, answer.pk)
    unseen = [c for c in contacts if (c.recorded_at, c.pk) > limit]
    if not unseen:
        return None
    case = Case.objects.get(customer_id=customer_id, pk=promise.case_id)
    return owe_contacts(case, unseen, owner_id=promise.owner_id, team_id=promise.team_id, now=now)


def owe_contacts(
    case: Case,
    contacts: Sequence[Contact],
    *,
    owner_id: int | None = None,
    team_id: int | None = None,
    now: datetime,
) -> int:
    """Open a promise to answer these contacts, due from when the first of them came. Returns its id."""
    pledge = current()
    brand = pledge.brand(case.brand_id)
    first = contacts[0]
    vow = Vow(
        Kind.ANSWER,
        "Answer",
        due(min(first.at, now), pledge.pledge.answer_span(brand, first.channel), brand.week),
        due_zone=str(brand.zone),
        origin_contact_id=first.pk,
        channel=first.channel,
        owner_id=owner_id,
        team_id=team_id,
    )
    row = promise_row(draw_id(Promise), case, vow, pledge, by=INTAKE, now=now)
    insert_promises([row])
    Contact.objects.filter(customer_id=case.customer_id, pk__in=[c.pk for c in contacts]).update(
        promise_id=row["id"]
    )
    joined = [(case.customer_id, case.pk, PromiseJoined(row["id"], c.pk), INTAKE) for c in contacts[1:]]
    record_all([(case.customer_id, case.pk, made(row), INTAKE), *joined], now=now)
    summarise([(case.customer_id, case.pk)])
    promise_id: int = row["id"]
    return promise_id
