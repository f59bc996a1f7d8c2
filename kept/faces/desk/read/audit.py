"""The whole ledger, newest first, a page at a time: found by its keys alone, however long it has become.

The ledger has no index by actor or kind, and gets none for this page: entries are narrowed by looking back over windows
of a fixed size, and the page says how far it looked. Case, customer and the company's chain have their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kept.cases.families import family_of
from kept.cases.models import Case
from kept.customers.models import Customer
from kept.faces.desk.read.brands import brands
from kept.handling.gates import known_customers
from kept.ledger.models import COMPANY, Entry
from kept.staff.models import Agent
from kept.storage.fanning import fan_out
from kept.storage.rows import execute

PAGE = 50
#: Entries that one look back passes over, and looks for one page.
WINDOW = 20_000
LOOKS = 5

#: The last entry that was written by `until`: ids grow with time, so halving finds it in one statement. What was
#: written at the same time by several, or filled in for the past, may stand a little off: one window more is looked at.
_SEEK = """
WITH RECURSIVE seek(low, high) AS (
  SELECT 0::bigint, (SELECT coalesce(max(id), 0) + 1 FROM ledger_entry)
  UNION ALL
  SELECT CASE WHEN e.at < %b THEN m.mid ELSE s.low END, CASE WHEN e.at < %b THEN s.high ELSE m.mid END
  FROM seek s, LATERAL (SELECT (s.low + s.high) / 2 AS mid) m,
       LATERAL (SELECT at FROM ledger_entry WHERE id >= m.mid ORDER BY id LIMIT 1) e
  WHERE s.high - s.low > 1)
SELECT low FROM seek ORDER BY high - low LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for. `until` is the first moment that is too late."""

    actor: str = ""  # "agent:3"; "system" is every part of the product
    family: str = ""  # what kinds begin with: "promise"
    case: Case | None = None
    customer: Customer | None = None
    company: bool = False
    until: datetime | None = None
    before: int = 0  # where an earlier page ended; 0 begins


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, the newest first; where to go on (0: there is no more); whether nothing older was looked at yet."""

    entries: Sequence[Entry]
    next: int
    looked_until: datetime | None


def look(agent: Agent, wanted: Wanted, *, page: int = PAGE, looks: int = LOOKS) -> Found:
    """A page of what is wanted, as far as this reader may see it."""
    rows, key = _chain(wanted)
    with fan_out("the audit page reads every chain by the order of entries"):
        top = _top(rows, key, wanted)
        entries: list[Entry] = []
        for _look in range(looks):
            window = rows.filter(**{f"{key}__lte": top, f"{key}__gt": top - WINDOW}).order_by(f"-{key}")
            seen = list(_narrowed(window, wanted)[: page + 1])
            if len(seen) > page:  # more than a page in this window: go on right behind it
                entries += _allowed(agent, seen[:page])
                top = getattr(seen[page], key)
            else:
                entries += _allowed(agent, seen)
                top -= WINDOW
            if top <= 0 or len(entries) >= page // 2 or len(seen) > page:
                break
        passed = rows.filter(**{f"{key}__lte": top}).order_by(f"-{key}").first() if top > 0 else None
    return Found(
        entries, max(top, 0) if passed else 0, passed.at if passed and len(entries) < page // 2 else None
    )


def _chain(wanted: Wanted) -> tuple[QuerySet[Entry], str]:
    """The rows by the key that finds them, and the name of the column that orders them."""
    if wanted.case is not None:
        customer_id = wanted.case.customer_id
        family = family_of(customer_id, wanted.case.pk)
        return Entry.objects.filter(customer_id=customer_id, case_id__in=family), "seq"
    if wanted.customer is not None:
        return Entry.objects.filter(customer_id=wanted.customer.pk), "seq"
    if wanted.company:
        return Entry.objects.filter(customer_id=COMPANY), "seq"
    return Entry.objects.all(), "id"


def _top(rows: QuerySet[Entry], key: str, wanted: Wanted) -> int:
    if wanted.before:
        return wanted.before
    if key == "id" and wanted.until is not None:
        return int(execute(_SEEK, [wanted.until, wanted.until])[0][0]) + WINDOW
    newest: int | None = rows.order_by(f"-{key}").values_list(key, flat=True).first()
    return newest or 0


def _narrowed(rows: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    if wanted.actor == "system":
        rows = rows.filter(actor__startswith="system:")
    elif wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.family:
        rows = rows.filter(kind__startswith=f"{wanted.family}.")
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    return rows


def _allowed(agent: Agent, entries: list[Entry]) -> list[Entry]:
    """Those of brands that the reader may see; the company's own facts are for every lead."""
    if agent.all_brands or not entries:
        return entries
    customers = {entry.customer_id for entry in entries} - {COMPANY}
    cases = {entry.case_id for entry in entries if entry.case_id}
    open_cases = set(
        Case.objects.filter(
            Q(customer_id__in=customers) & Q(pk__in=cases) & Q(brand_id__in=brands(agent))
        ).values_list("customer_id", "pk")
    )
    known = set(known_customers(agent).filter(pk__in=customers).values_list("pk", flat=True))
    return [
        entry
        for entry in entries
        if entry.customer_id == COMPANY
        or (entry.customer_id, entry.case_id) in open_cases
        or (entry.case_id is None and entry.customer_id in known)
    ]
