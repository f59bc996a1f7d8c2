"""Who is ignored: candidates from the database, the verdict from the one rule."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kept.cases.models import Case
from kept.customers.models import Customer
from kept.pledge.queries import current
from kept.rules.promise import BrokenPromise, Ignored, InboundContact
from kept.rules.promise import ignored as rule
from kept.storage.fanning import fan_out

#: The database refuses a contact without promise and reason, so that none is looked for while this stands.
CONSTRAINT = "contacts_in_answered_or_reasoned"

#: Broken by now and still owed by us, each by its own index: past due, or moved after it broke.
_BROKEN = """
SELECT p.customer_id, p.id, p.case_id, p.code, coalesce(p.broken_at, p.due_at), p.tended_at
FROM promises_promise p
WHERE p.state IN ('owed', 'in_proof') AND p.due_at < %s
  AND p.state = 'owed' AND p.promisor = 'company' AND p.kind <> 'concession'
UNION
SELECT p.customer_id, p.id, p.case_id, p.code, p.broken_at, p.tended_at
FROM promises_promise p
WHERE p.state IN ('owed', 'in_proof') AND p.due_at >= %s AND p.broken_at IS NOT NULL
  AND p.state = 'owed' AND p.promisor = 'company' AND p.kind <> 'concession'
"""

_UNCOVERED = """
SELECT c.customer_id, c.id, c.case_id, c.at FROM contacts_contact c
WHERE c.direction = 'in' AND c.promise_id IS NULL AND c.no_answer_reason = ''
"""


@dataclass(frozen=True, slots=True)
class Neglected:
    """A customer who is ignored, since when, and by what."""

    customer: str
    name: str
    since: datetime
    cases: list[str]
    promises: list[str]
    contacts: list[str]


@dataclass(slots=True)
class _Facts:
    contacts: list[InboundContact]
    broken: list[BrokenPromise]
    codes: dict[int, str]
    cases: dict[int, int]  # of contact or promise


def neglected(*, now: datetime) -> list[Neglected]:
    """Everybody who is ignored, the longest ignored first."""
    grace = current().pledge.ignored_grace
    found: dict[int, tuple[Ignored, _Facts]] = {}
    for customer, facts in _gathered(now).items():
        verdict = rule(facts.contacts, facts.broken, grace=grace, now=now)
        if verdict:
            found[customer] = (verdict, facts)
    names = {
        pk: (code, name)
        for pk, code, name in Customer.objects.filter(pk__in=list(found)).values_list("pk", "code", "name")
    }
    references = _references(found)
    seen = [
        Neglected(
            customer=names[customer][0],
            name=names[customer][1],
            since=verdict.since or now,
            cases=sorted({references[(customer, facts.cases[key])] for key in _keys(verdict)}),
            promises=[facts.codes[promise] for promise in verdict.promises],
            contacts=[str(contact) for contact in verdict.contacts],
        )
        for customer, (verdict, facts) in found.items()
    ]
    return sorted(seen, key=lambda one: one.since)


def _gathered(now: datetime) -> dict[int, _Facts]:
    facts: defaultdict[int, _Facts] = defaultdict(lambda: _Facts([], [], {}, {}))
    with fan_out("who may be ignored"), connection.cursor() as cursor:
        cursor.execute(_BROKEN, [now, now])
        for customer, promise, case, code, broken_at, tended_at in cursor.fetchall():
            facts[customer].broken.append(BrokenPromise(promise, broken_at, tended_at))
            facts[customer].codes[promise] = code
            facts[customer].cases[promise] = case
        if not constraint_stands():
            cursor.execute(_UNCOVERED)
            for customer, contact, case, at in cursor.fetchall():
                facts[customer].contacts.append(InboundContact(contact, at, False, False))
                facts[customer].cases[-contact] = case
    return facts


def constraint_stands() -> bool:
    """Whether the database itself refuses contacts that nobody answers for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s AND convalidated", [CONSTRAINT])
        return cursor.fetchone() is not None


def _keys(verdict: Ignored) -> Iterable[int]:
    return (*verdict.promises, *(-contact for contact in verdict.contacts))


def _references(found: dict[int, tuple[Ignored, _Facts]]) -> dict[tuple[int, int], str]:
    cases = {facts.cases[key] for verdict, facts in found.values() for key in _keys(verdict)}
    rows = Case.objects.filter(customer_id__in=list(found), pk__in=cases)
    return {
        (customer, case): ref for customer, case, ref in rows.values_list("customer_id", "pk", "reference")
    }
