"""Looking up what the desk knows about a batch of arrivals: every question of a kind at once, in few trips."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from kept.cases.locking import lock_cases
from kept.contacts.addresses import outgoing_named
from kept.handling.arrival import Arrival
from kept.handling.receiving.known import (
    Answerable,
    Known,
    Owed,
    Parent,
    look_through,
    references_of,
    thread_of,
)
from kept.ledger.record import heads_in, locking
from kept.storage.arrays import bigints, byteas, texts
from kept.storage.rows import execute_all

_LOCK = "SELECT pg_advisory_xact_lock(k) FROM unnest(%b::bigint[]) AS k"
_SEEN = "SELECT digest, customer_id, contact_id FROM contacts_seen WHERE digest = ANY(%b::bytea[])"
_PEOPLE = (
    "SELECT p.value, coalesce(q.into, p.person_id), s.customer_id, l.into FROM customers_contact_point p "
    "LEFT JOIN customers_link q ON q.kind = 'person' AND q.one = p.person_id AND q.undone_at IS NULL "
    "LEFT JOIN customers_speaks s ON s.person_id = ANY(ARRAY[p.person_id, q.into]) "
    "LEFT JOIN customers_link l ON l.kind = 'customer' AND l.one = s.customer_id AND l.undone_at IS NULL "
    "WHERE p.channel = 'mail' AND p.value = ANY(%b::text[]) ORDER BY s.id"
)
_MESSAGES = (
    "SELECT message_id, customer_id, case_id, contact_id FROM contacts_message_id "
    "WHERE message_id = ANY(%b::text[])"
)
_RETURNED = (
    "SELECT outgoing_id, customer_id, contact_id FROM contacts_outgoing_code "
    "WHERE outgoing_id = ANY(%b::bigint[])"
)
_REFERENCES = "SELECT code, customer_id, case_id FROM cases_reference WHERE code = ANY(%b::text[])"
_TEAMS = (
    "SELECT t.brand_id, t.id, coalesce(a.name, '') FROM staff_team t "
    "LEFT JOIN staff_agent a ON a.id = t.lead_id WHERE t.closed_at IS NULL ORDER BY t.id"
)
_APART = (
    "SELECT r.sha256 FROM contacts_quarantine q JOIN contacts_raw r ON r.id = q.raw_id "
    "WHERE r.sha256 = ANY(%b::bytea[])"
)
_CONTACTS = (
    "SELECT c.id, c.case_id, c.direction, c.purpose FROM contacts_contact c "
    "JOIN unnest(%b::bigint[], %b::bigint[]) AS k(customer_id, id) "
    "ON c.customer_id = k.customer_id AND c.id = k.id"
)
_FLOODS = (
    "SELECT p.customer_id, p.case_id, p.text FROM promises_promise p WHERE p.customer_id = ANY(%b::bigint[]) "
    "AND p.kind = 'other' AND p.state = 'owed' AND p.text = ANY(%b::text[])"
)
_OWED = (
    "SELECT p.case_id, p.id, p.due_at FROM promises_promise p WHERE p.customer_id = ANY(%b::bigint[]) "
    "AND p.case_id = ANY(%b::bigint[]) AND p.kind = 'answer' AND p.promisor = 'company' AND p.state = 'owed' "
    "ORDER BY p.id FOR UPDATE OF p"
)
_PARTICIPANTS = (
    "SELECT p.case_id, p.address, p.standing FROM cases_participant p "
    "WHERE p.customer_id = ANY(%b::bigint[]) AND p.case_id = ANY(%b::bigint[])"
)
_LATELY = (
    "SELECT customer_id, sender_address, count(*) FROM contacts_contact WHERE customer_id = ANY(%b::bigint[]) "
    "AND direction = 'in' AND NOT imported AND at > %b GROUP BY 1, 2"
)
_ACKNOWLEDGED = (
    "SELECT o.to_address, max(o.created_at) FROM contacts_outgoing o WHERE o.customer_id = ANY(%b::bigint[]) "
    "AND o.purpose = 'acknowledgement' AND o.created_at > %b GROUP BY 1"
)


def look_up(arrivals: Sequence[Arrival], digests: Sequence[bytes], *, now: datetime) -> Known:
    """Lock the senders, look up senders, threads and references, lock the cases they lead to and what they owe.

    When each of these messages was taken in before, nothing more than that is found out.
    """
    known = Known()
    _directories(known, arrivals, digests)
    if not all(digest in known.seen for digest in digests):
        _contacts(known, arrivals)
        _cases(known)
        _histories(known, arrivals, now)
    return known


def _sender_locks(arrivals: Iterable[Arrival]) -> list[int]:
    """Two listeners never take in the same sender at once, so that nobody is met twice; nor the same machine's mail."""
    words = {word for a in arrivals for word in (a.from_address, a.message_id) if word}
    digests = {sha256(word.encode("utf-8", "surrogatepass")).digest() for word in words}
    digests |= {a.sha256 for a in arrivals if a.machine}
    return sorted(int.from_bytes(digest[:8], "big", signed=True) for digest in digests)


def _directories(known: Known, arrivals: Sequence[Arrival], digests: Sequence[bytes]) -> None:
    """Lock the senders and look up what is found without knowing a customer."""
    senders = {a.from_address for a in arrivals} | {address for a in arrivals for _, address in a.cc}
    messages = {m for a in arrivals for m in (*thread_of(a), a.message_id) if m}
    messages |= {report.message_id for a in arrivals for report in a.reports if report.message_id}
    codes = {report.keyed for a in arrivals for report in a.reports if report.keyed}
    outgoing = {named: code for code in codes if (named := outgoing_named(code)) is not None}
    references = {reference for a in arrivals for reference in references_of(a)}
    machines = [a.sha256 for a in arrivals if a.machine]
    _, seen, teams, people, found, returned, cases, apart = execute_all(
        [
            (_LOCK, [bigints(_sender_locks(arrivals))]),
            (_SEEN, [byteas(digests)]),
            (_TEAMS, []),
            (_PEOPLE, [texts(senders)]),
            (_MESSAGES, [texts(messages)]) if messages else None,
            (_RETURNED, [bigints(outgoing)]) if outgoing else None,
            (_REFERENCES, [texts(references)]) if references else None,
            (_APART, [byteas(machines)]) if machines else None,
        ]
    )
    known.seen = {digest: (customer, contact) for digest, customer, contact in seen}
    known.teams = [Answerable(brand, team, lead) for brand, team, lead in teams]
    for address, person, customer, into in people:
        known.persons[address] = person
        customers = known.customers.setdefault(person, [])
        for each in (into, customer):
            if each is not None and each not in customers:
                customers.append(each)
    known.messages = {m: Parent(customer, case, contact) for m, customer, case, contact in found}
    for named, customer, contact in returned:
        known.messages[outgoing[named]] = Parent(customer, 0, contact, "out")
    known.references = {code: (customer, case) for code, customer, case in cases}
    # Machines' mail that was set aside before: a sender that missed our 250 brings it again.
    known.apart = {digest for (digest,) in apart}


def _contacts(known: Known, arrivals: Sequence[Arrival]) -> None:
    """Where the contacts that were named are now, and open cases in which a sender's flood is looked through."""
    parents = list(known.messages.values())
    customers = _customers(known, arrivals)
    floods = [look_through(a.from_address) for a in arrivals]
    contacts, gathering = execute_all(
        [
            (_CONTACTS, [bigints(p.customer_id for p in parents), bigints(p.contact_id for p in parents)])
            if parents
            else None,
            (_FLOODS, [bigints(customers), texts(floods)]) if customers else None,
        ]
    )
    about = {contact: rest for contact, *rest in contacts}
    for parent in parents:
        if parent.contact_id in about:  # where it is now: a contact may have moved to another case
            parent.case_id, parent.direction, parent.purpose = about[parent.contact_id]
    for customer, case, text in gathering:
        known.gathering[(customer, text.rpartition(" ")[2])] = case


def _customers(known: Known, arrivals: Sequence[Arrival]) -> set[int]:
    return {c for a in arrivals for c in known.customers.get(known.persons.get(a.from_address, 0), ())}


def _cases(known: Known) -> None:
    """Lock the cases that were named, and those that they were merged into."""
    keys = {(p.customer_id, p.case_id) for p in known.messages.values()} | set(known.references.values())
    keys |= {(customer, case) for (customer, _), case in known.gathering.items()}
    while keys:
        for (_, case_id), case in lock_cases(keys).items():
            known.cases[case_id] = case
        keys = {
            (case.customer_id, case.merged_into_id)
            for case in known.cases.values()
            if case.merged_into_id is not None and case.merged_into_id not in known.cases
        }
    for case in list(known.cases.values()):
        end = case
        while end.merged_into_id in known.cases:
            end = known.cases[end.merged_into_id]
        known.cases[case.pk] = end


def _histories(known: Known, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Lock what the cases owe, and last the chains; participants, what each sender wrote lately, and what he got."""
    live = {case.pk: case.customer_id for case in known.cases.values()}
    keys = [bigints(live.values()), bigints(live)]
    customers = _customers(known, arrivals) | set(live.values())
    owed, heads, participants, lately, acknowledged = execute_all(
        [
            (_OWED, keys) if live else None,
            locking(customers),
            (_PARTICIPANTS, keys) if live else None,
            (_LATELY, [bigints(customers), now - timedelta(hours=1)]),
            (_ACKNOWLEDGED, [bigints(customers), now - timedelta(days=1)]),
        ]
    )
    known.heads = heads_in(heads)
    known.owed = {case: Owed(promise, due_at) for case, promise, due_at in owed}
    known.standing = {(case, address): standing for case, address, standing in participants}
    known.lately = {(customer, address): count for customer, address, count in lately}
    known.acknowledged = dict(acknowledged)
