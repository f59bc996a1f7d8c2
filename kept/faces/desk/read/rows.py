"""Rows of promises for lists: which ones, from where on, and how each is shown."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kept.faces.components.seen import Look, OwedRow
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.promises import ICONS, NAMES, promise_seen
from kept.promises.models import OPEN, Promise
from kept.rules.promise import Kind, State
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

#: Rows of a list that is read from end to end in pages.
PAGE = 50
#: What a row shows, of the five tables that it is read from.
COLUMNS = (
    *("customer_id", "case_id", "brand_id", "owner_id", "code", "kind", "promisor", "text"),
    *("given_at", "due_at", "warn_at", "state", "broken_at", "tended_at", "kept_at", "closed_at"),
    *("closed_why", "late", "fell_back", "told_contact_id"),
    *("case__reference", "case__snippet", "case__contacts_in"),
    *("customer__name", "owner__name", "brand__name"),
)


def owed_rows(agent: Agent) -> QuerySet[Promise]:
    """What we owe, the earliest due first."""
    return _rows(agent).filter(state=State.OWED).exclude(promisor="customer")


def waiting_rows(agent: Agent) -> QuerySet[Promise]:
    """What waits for its proof, and what customers owe us."""
    return _rows(agent).filter(Q(state=State.IN_PROOF) | Q(state=State.OWED, promisor="customer"))


def some_rows(rows: QuerySet[Promise], after: str, most: int) -> tuple[list[Promise], str]:
    """At most so many rows from the key `after` on ("" is the beginning), and the key to go on from ("": the end)."""
    with fan_out("owed"):
        found = list(_after(rows, after)[: most + 1])
    return (found, "") if len(found) <= most else (found[:most], key_of(found[most - 1]))


def key_of(row: Promise) -> str:
    """The place of a row in a list that is sorted by due."""
    return f"{row.due_at.isoformat()}_{row.pk}"


def row_seen(row: Promise, agent: Agent, *, now: datetime) -> OwedRow:
    """One line of a list."""
    kind = Kind(row.kind)
    words = _("Owed to us: %(text)s") % {"text": row.text} if row.promisor == "customer" else ""
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
    stamp, _sep, identity = after.partition("_")
    if not (identity.isascii() and identity.isdigit() and len(identity) < 19):
        return rows
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return rows  # a key that somebody made up is the beginning
    if at.tzinfo is None:
        return rows
    # The first condition alone lets the index begin there.
    return rows.filter(due_at__gte=at).filter(Q(due_at__gt=at) | Q(id__gt=int(identity)))
