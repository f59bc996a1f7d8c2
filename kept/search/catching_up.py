"""Catching up: what the ledger says has changed is indexed in batches, a second or two later."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from kept.ledger.models import Reaction
from kept.search.keeping import index_contacts, index_customers, index_notes, place_cases
from kept.search.sources import NOT_INDEXED, Key
from kept.storage.claim import Queue

log = structlog.get_logger(__name__)

#: The name under which the ledger keeps what has to be indexed.
NAME = "search"
#: Kinds of entries from which it follows.
KINDS = (
    "contact.received", "contact.queued", "contact.moved", "contact.read_again",
    "case.note", "case.merged", "case.unmerged", "case.split",
    "customer.speaker", "customer.linked", "customer.unlinked",
    "customer.point_added", "customer.point_retired", "person.linked", "person.unlinked",
)  # fmt: skip
#: Rows indexed in one transaction.
BATCH = 400

REACTIONS: Queue[Reaction] = Queue(
    "what is to be indexed", Reaction, lambda now: Q(due_at__lte=now, name=NAME), "due_at"
)
_CLAIM = """
SELECT r.customer_id, r.id, e.kind, e.body FROM unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id)
JOIN ledger_reaction r ON r.customer_id = k.customer_id AND r.id = k.id
JOIN ledger_entry e ON e.customer_id = r.customer_id AND e.id = r.entry_id
FOR UPDATE OF r SKIP LOCKED
"""
_DONE = """
DELETE FROM ledger_reaction AS r USING unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id)
WHERE r.customer_id = k.customer_id AND r.id = k.id
"""


def not_found_again(fact: Any) -> bool:
    """Whether a fact is about what is not indexed: the ledger then writes nothing for it."""
    return getattr(fact, "purpose", "") == NOT_INDEXED


def catch_up(*, now: datetime, slice_of: tuple[int, int] = (0, 1), batch: int = BATCH) -> int:
    """Index one batch of what has changed; returns how many entries were looked at.

    A batch that fails is done one by one: what fails then stays, with the reason, and is tried again later.
    """
    keys = REACTIONS.candidates(now=now, limit=batch, slice_of=slice_of)
    if not keys:
        return 0
    try:
        _index(keys)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or two workers met: the loop waits and tries again
    except (DatabaseError, ValueError, KeyError, LookupError):
        log.exception("a batch could not be indexed; one by one")
        for key in keys:
            _alone(key, now)
    return len(keys)


@dataclass(slots=True)
class _Changed:
    """What a batch of entries says has changed."""

    contacts: set[Key] = field(default_factory=set)
    notes: set[Key] = field(default_factory=set)
    cases: set[Key] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)

    def take(self, customer: int, kind: str, fact: Mapping[str, Any]) -> None:
        if fact.get("contact"):
            self.contacts.add((customer, int(fact["contact"])))
        if fact.get("note"):
            self.notes.add((customer, int(fact["note"])))
        if kind.startswith("case.") and kind != "case.note":
            self.cases |= {
                (customer, int(fact[each])) for each in ("case", "into", "out_of") if fact.get(each)
            }
        # Who wrote for the first time is met together with the contact.
        if kind == "contact.received" or kind.startswith(("customer.", "person.")):
            self.customers.add(customer)

    def index(self) -> None:
        index_contacts(sorted(self.contacts))
        index_notes(sorted(self.notes))
        place_cases(sorted(self.cases))
        index_customers(self.customers)


@transaction.atomic
def _index(keys: Sequence[Key]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, _columns(keys))
        rows = cursor.fetchall()
        changed = _Changed()
        for customer, _, kind, body in rows:
            changed.take(customer, kind, json.loads(body)["fact"])
        changed.index()
        cursor.execute(_DONE, _columns([(customer, key) for customer, key, *_ in rows]))


def _alone(key: Key, now: datetime) -> None:
    try:
        _index([key])
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, ValueError, KeyError, LookupError) as problem:
        log.exception("something could not be indexed", customer=key[0], reaction=key[1])
        with transaction.atomic():
            row = REACTIONS.claim(*key, now=now)
            if row is not None:
                wait = min(timedelta(minutes=1) * 2 ** min(row.attempts, 12), timedelta(days=1))
                Reaction.objects.filter(customer_id=key[0], pk=key[1]).update(
                    attempts=row.attempts + 1,
                    due_at=now + wait,
                    problem=str(problem).replace("\x00", "")[:2000],
                )


def _columns(keys: Sequence[Key]) -> list[list[int]]:
    return [[customer for customer, _ in keys], [key for _, key in keys]]
