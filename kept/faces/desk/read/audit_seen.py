"""Entries of the ledger as the audit page shows them: who, what, where, and whether the arithmetic holds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.cases.models import Case
from kept.customers.models import Customer
from kept.faces.desk.read.audit_kinds import WORDS
from kept.faces.desk.read.facts import Names, told
from kept.ledger.chain import GENESIS, envelope_of, link, stamp
from kept.ledger.models import COMPANY, Entry
from kept.ledger.queries import LastCheckpoint, fact_of
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.storage.fanning import fan_out
from kept.storage.rows import execute

_BEFORE = (
    "SELECT e.customer_id, e.seq, e.hash FROM unnest(%b::bigint[], %b::bigint[]) AS wanted(customer, seq) "
    "JOIN ledger_entry e ON e.customer_id = wanted.customer AND e.seq = wanted.seq"
)


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """One entry. `sound`: its hash follows from the entry before it and from its own words."""

    at: datetime
    who: str
    what: str
    more: str  # the sentence of the case page, when there is one
    kind: str
    chain: str  # "Company", or the customer's name
    customer_code: str
    reference: str
    seq: int
    hash: str
    facts: str  # exactly what stands there, one field a line
    body: str
    actor: str
    sound: bool
    covered: bool  # a signed checkpoint speaks for it


def seen(
    entries: Sequence[Entry], *, checkpoint: LastCheckpoint | None, now: datetime, zone: ZoneInfo
) -> list[EntrySeen]:
    """These entries, in their order, by a fixed number of queries."""
    customers = {row.pk: row for row in Customer.objects.filter(pk__in={e.customer_id for e in entries})}
    references = _references(entries)
    names = Names(dict(Agent.objects.values_list("pk", "name")), _promises(entries), zone, now)
    before = _before(entries)
    return [
        _seen(entry, names, customers.get(entry.customer_id), references, before, checkpoint)
        for entry in entries
    ]


def _seen(
    entry: Entry,
    names: Names,
    customer: Customer | None,
    references: dict[tuple[int, int], str],
    before: dict[tuple[int, int], bytes],
    checkpoint: LastCheckpoint | None,
) -> EntrySeen:
    said = _said(entry, names)
    return EntrySeen(
        at=entry.at,
        who=names.actor(entry.actor),
        what=str(WORDS.get(entry.kind, entry.kind)),
        more=said,
        kind=entry.kind,
        chain=_("The company") if customer is None else customer.name,
        customer_code="" if customer is None else customer.code,
        reference=references.get((entry.customer_id, entry.case_id or 0), ""),
        seq=entry.seq,
        hash=bytes(entry.hash).hex(),
        facts=_facts(entry),
        body=entry.body,
        actor=entry.actor,
        sound=_sound(entry, before.get((entry.customer_id, entry.seq - 1))),
        covered=checkpoint is not None and entry.at < checkpoint.at,
    )


def _said(entry: Entry, names: Names) -> str:
    try:
        said = told(entry, names)
    except (ValueError, KeyError, TypeError):
        return ""  # somebody changed it: that it is not sound stands beside it
    return f"{said.sentence} {said.word}".strip() if said else ""


def _facts(entry: Entry) -> str:
    try:
        return "\n".join(
            f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fact_of(entry).items()
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return entry.body


def _sound(entry: Entry, previous: bytes | None) -> bool:
    follows = GENESIS if entry.seq == 1 else previous
    begins = envelope_of(
        entry=entry.pk,
        customer=entry.customer_id,
        seq=entry.seq,
        actor=entry.actor,
        case=entry.case_id,
        kind=entry.kind,
        at=stamp(entry.at),
    )
    return (
        follows is not None
        and entry.body.startswith(begins)
        and link(follows, entry.body) == bytes(entry.hash)
    )


def _before(entries: Iterable[Entry]) -> dict[tuple[int, int], bytes]:
    wanted = [(entry.customer_id, entry.seq - 1) for entry in entries if entry.seq > 1]
    if not wanted:
        return {}
    with fan_out("the entry before each that the audit page shows, by its key"):
        rows = execute(_BEFORE, [[customer for customer, _ in wanted], [seq for _, seq in wanted]])
    return {(customer, seq): bytes(digest) for customer, seq, digest in rows}


def _references(entries: Iterable[Entry]) -> dict[tuple[int, int], str]:
    cases = {(entry.customer_id, entry.case_id) for entry in entries if entry.case_id}
    rows = Case.objects.filter(
        customer_id__in={customer for customer, _ in cases}, pk__in={case for _, case in cases}
    )
    return {
        (customer, pk): reference
        for customer, pk, reference in rows.values_list("customer_id", "pk", "reference")
    }


def _promises(entries: Iterable[Entry]) -> dict[int, Promise]:
    wanted: set[tuple[int, int]] = set()
    for entry in entries:
        if entry.customer_id != COMPANY and '"promise":' in entry.body:
            try:
                promise = fact_of(entry).get("promise")
            except (ValueError, KeyError, AttributeError):
                continue  # somebody changed it
            if isinstance(promise, int):
                wanted.add((entry.customer_id, promise))
    rows = Promise.objects.filter(
        customer_id__in={customer for customer, _ in wanted}, pk__in={promise for _, promise in wanted}
    )
    return {row.pk: row for row in rows}
