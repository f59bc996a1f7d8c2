"""Reading the ledger for pages: a case's story, a customer's chain, where a chain stands, the last checkpoint."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kept.ledger.models import COMPANY, Anchor, Entry, Head

CHECKPOINT = "ledger.checkpoint"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a chain stands: its last entry and that entry's hash. Receipts carry it."""

    customer: int
    seq: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class LastCheckpoint:
    """The last checkpoint that the ledger tells of. `held`: chains that did not follow from the one before."""

    number: int
    at: datetime
    chains: int
    entries: int
    held: int


def entries_of_case(customer_id: int, case_id: int, *merged: int) -> QuerySet[Entry]:
    """What happened in a case, in order; `merged`: cases of the same customer that are told with it."""
    return Entry.objects.filter(customer_id=customer_id, case_id__in=[case_id, *merged]).order_by("seq")


def entries_of_customer(customer_id: int, *, since_seq: int = 0) -> QuerySet[Entry]:
    """A customer's chain after entry `since_seq`, in order. What was read once never comes again or changes."""
    return Entry.objects.filter(customer_id=customer_id, seq__gt=since_seq).order_by("seq")


def entries_of_company(*, since_seq: int = 0) -> QuerySet[Entry]:
    """The company's own chain after entry `since_seq`, in order."""
    return entries_of_customer(COMPANY, since_seq=since_seq)


def position(customer_id: int) -> Position | None:
    """Where this customer's chain stands; None before its first entry."""
    head = Head.objects.filter(customer_id=customer_id, seq__gt=0).values_list("seq", "hash").first()
    return Position(customer_id, head[0], bytes(head[1])) if head else None


def fact_of(entry: Entry) -> dict[str, Any]:
    """What an entry says happened: the fact's own fields as JSON has them."""
    fact: dict[str, Any] = json.loads(entry.body)["fact"]
    return fact


def last_checkpoint() -> LastCheckpoint | None:
    """The last checkpoint that is noted on the company's chain, for pages and alarms."""
    entry = entries_of_company().filter(kind=CHECKPOINT).order_by("-seq").first()
    if entry is None:
        return None
    fact = fact_of(entry)
    return LastCheckpoint(fact["number"], entry.at, fact["chains"], fact["entries"], fact["held"])


def known_checkpoints() -> dict[int, bytes]:
    """Every checkpoint that the database tells of, on the company's chain or in its table: number → digest."""
    told = {}
    for entry in entries_of_company().filter(kind=CHECKPOINT).iterator():
        try:
            fact = fact_of(entry)
            told[int(fact["number"])] = bytes.fromhex(fact["digest"])
        except (ValueError, KeyError, TypeError):
            continue  # somebody changed it: verification says so when it comes to the company's chain
    rows = Anchor.objects.values_list("number", "digest").iterator()
    return told | {number: bytes(digest) for number, digest in rows}
