"""The rows that a verb writes, collected first and written with one statement per table."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from kept.cases.models import Case, Participant, Reference
from kept.contacts.models import (
    Attachment,
    Contact,
    GuardDecision,
    MessageId,
    Outgoing,
    OutgoingCode,
    Quarantine,
    RawMessage,
    Seen,
)
from kept.customers.models import ContactPoint, Customer, CustomerCode, Person, Speaks
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import Heads, lock_heads, record_all
from kept.pledge.queries import CurrentPledge
from kept.promises.make import inserting_promises
from kept.storage.live import tell_all, wake
from kept.storage.rows import inserting, run_as_one, together, updating

#: What is written with one statement each, parents before children: who, what it is about, what was said.
STEPS: tuple[tuple[type[models.Model], ...], ...] = (
    (Person, ContactPoint, Customer, CustomerCode, Speaks),
    (RawMessage, Quarantine, Case, Reference, Participant),
    (Contact, Attachment, MessageId, Seen, GuardDecision, Outgoing, OutgoingCode),
)

#: What an arrival may change on the row of a case that exists.
CASE_COLUMNS = (
    "subject",
    "stands",
    "next_due_at",
    "snippet",
    "last_contact_at",
    "last_in_at",
    "contacts_in",
    "contacts_out",
    "unconfirmed",
    "settled_at",
    "settled_cause",
    "settled_by",
)

#: What a fresh case is inserted with.
FRESH_CASE_COLUMNS = (
    "id",
    "customer_id",
    "reference",
    "brand_id",
    "owner_id",
    "team_id",
    "opened_at",
    "earlier_id",
    *CASE_COLUMNS,
)


@dataclass(slots=True)
class Batch:
    """One transaction's worth of rows."""

    now: datetime
    pledge: CurrentPledge
    silent: bool = False  # imports: nothing is owed, nothing is sent
    rows: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    promises: list[dict[str, Any]] = field(default_factory=list)
    fresh_cases: dict[int, Case] = field(default_factory=dict)
    changed_cases: dict[int, Case] = field(default_factory=dict)
    facts: list[tuple[int, int | None, Fact, Actor]] = field(default_factory=list)
    news: list[tuple[str, str, int | None]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)  # drawn ahead for cases to open
    heads: Heads = field(default_factory=dict)  # chains that are locked already

    def add(self, model: type[models.Model], **values: Any) -> None:
        """One more row; every row of a table names the same columns."""
        self.rows[model].append(values)

    def touch(self, case: Case) -> None:
        """This case's row is to be written; fresh ones are inserted."""
        if case.pk not in self.fresh_cases:
            self.changed_cases[case.pk] = case

    def write(self) -> None:
        """Write everything, in the order of parents, and the ledger last."""
        self.rows[Case] = [
            {name: getattr(case, name) for name in FRESH_CASE_COLUMNS} for case in self.fresh_cases.values()
        ]
        fresh = {row["id"] for row in self.rows[Customer]}
        heads = self.heads | lock_heads({customer for customer, *_ in self.facts} - fresh - self.heads.keys())
        who, what, said = ([inserting(model, self.rows[model]) for model in step] for step in STEPS)
        with together():
            run_as_one(who)
            run_as_one([*what, *inserting_promises(self.promises)])
            run_as_one([*said, updating(Case, self._changes())])
            record_all(self.facts, now=self.now, heads=heads, fresh=fresh)
            tell_all(self.news)
            if self.rows[Outgoing]:
                wake("outbox")

    def _changes(self) -> list[dict[str, Any]]:
        return [
            {"customer_id": case.customer_id, "id": case.pk}
            | {name: getattr(case, name) for name in CASE_COLUMNS}
            for case in self.changed_cases.values()
        ]
