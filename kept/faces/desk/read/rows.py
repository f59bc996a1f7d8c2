"""Rows of promises for lists: which ones, from where on, and how each is shown."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kept.faces.components.seen import Look, OwedRow
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.promises import ICONS, NAMES, promise_seen
from kept.promises.models import OPEN, Promise
from kept.rules.promise import Kind, State
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

PAGE = 50
#: What a row shows, of the five tables that it is read from.
COLUMNS = (
    *(
        "customer_id",
        "case_id",
        "brand_id",
        "owner_id",
        "code",
        "kind",
        "promisor",
        "text",
        "given_at",
        "due_at",
    ),
    *(
        "warn_at",
        "state",
        "broken_at",
        "tended_at",
        "kept_at",
        "closed_at",
        "closed_why",
        "late",
        "fell_back",
    ),
    *("told_contact_id", "case__reference", "case__snippet", "case__contacts_in"),
    *("customer__name", "owner__name", "brand__name"),
)


def owed_rows(agent: Agent) -> QuerySet[Promise]:
    """What we owe, the earliest due first."""
    return _rows(agent).filter(state=State.OWED).exclude(promisor="customer")


def waiting_rows(agent: Agent) -> QuerySet[Promise]:
    """What waits for its proof, and what customers owe us."""
    return _rows(agent).filter(Q(state=State.IN_PROOF) | Q(state=State.OWED, promisor="customer"))


def one_page(rows: QuerySet[Promise], after: str) -> tuple[list[Promise], str]:
    """The rows of one page from the key `after` on ("" is the beginning), and the key of the next ("": none)."""
    with fan_out("owed"):
        found = list(_after(rows, after)[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{last.due_at.isoformat()}_{last.pk}"


def row_seen(row: Promise, agent: Agent, *, now: datetime) -> OwedRow:
    """One line of a list."""
    kind = Kind(row.kind)
    words = f"Owed to us: {row.text}" if row.promisor == "customer" else row.text
    seen = promise_seen(row, agent, now=now, words=words)
    return OwedRow(
        promise=seen,
        reference=row.case.reference,
        whom=row.customer.name,
        channel=ICONS.get(kind, "promise"),
        spoken=NAMES[kind],
        more=seen.note if seen.note and seen.look is not Look.PROOF else row.case.snippet,
        brand=row.brand.name,
        contacts=row.case.contacts_in,
    )


def _rows(agent: Agent) -> QuerySet[Promise]:
    return (
        Promise.objects.filter(state__in=OPEN, brand_id__in=brands(agent))
        .select_related("case", "customer", "owner", "brand")
        .only(*COLUMNS)
        .order_by("due_at", "id")
    )


def _after(rows: QuerySet[Promise], after: str) -> QuerySet[Promise]:
    stamp, _, identity = after.partition("_")
    if not identity.isdigit():
        return rows
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return rows  # a key that somebody made up is the beginning
    return rows.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=int(identity)))
