"""What the desk knows about a batch of arrivals: senders, threads, cases; looked up in a few statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.addresses import case_named, outgoing_named
from kept.handling.arrival import Arrival
from kept.promises.models import Promise
from kept.rules.codes import compact, find_references

#: How many message ids of a thread are looked up; older ones add nothing.
THREAD = 20


@dataclass(slots=True)
class Parent:
    """A contact that an arrival replies to."""

    customer_id: int
    case_id: int
    contact_id: int
    direction: str = "in"
    purpose: str = ""


@dataclass(slots=True)
class Known:
    """The desk's knowledge, kept up to date while the batch is worked through."""

    persons: dict[str, int] = field(default_factory=dict)  # address → person
    customers: dict[int, list[int]] = field(default_factory=dict)  # person → customers, the likeliest first
    messages: dict[str, Parent] = field(default_factory=dict)  # message id → contact
    references: dict[str, tuple[int, int]] = field(default_factory=dict)  # compact → (customer, case)
    cases: dict[int, Case] = field(default_factory=dict)  # locked, by id; merged ones lead to what remains
    fresh: set[int] = field(default_factory=set)  # cases opened in this batch
    owed: dict[int, Promise] = field(default_factory=dict)  # case → its owed promise to answer
    standing: dict[tuple[int, str], str] = field(
        default_factory=dict
    )  # (case, address) → participant's standing
    lately: dict[tuple[int, str], int] = field(
        default_factory=dict
    )  # (customer, address) → contacts within the hour
    acknowledged: dict[str, datetime] = field(default_factory=dict)  # address → when last
    gathering: dict[tuple[int, str], int] = field(default_factory=dict)  # (customer, address) → case of a flood


def digest_of(arrival: Arrival, brand: str) -> bytes:
    """What makes two deliveries the same message, whatever way they came: brand, identity, author, words."""
    parts = (
        brand,
        arrival.message_id,
        arrival.from_address,
        arrival.sent_at.isoformat() if arrival.sent_at else "",
        arrival.subject,
        arrival.text,
        arrival.html,
        *(file.sha256.hex() for file in arrival.attachments),
    )
    if not arrival.message_id:
        parts += (arrival.sha256.hex(),)
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).digest()


def lock_senders(arrivals: Iterable[Arrival]) -> None:
    """Two listeners never take in the same sender at once, so that nobody is met twice."""
    keys = sorted(
        {
            int.from_bytes(sha256(word.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)
            for arrival in arrivals
            for word in (arrival.from_address, arrival.message_id)
            if word
        }
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k", [keys])


def seen(digests: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """Which of these messages were taken in before: digest → (customer, contact)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest, customer_id, contact_id FROM contacts_seen WHERE digest = ANY(%s)",
            [list(digests)],
        )
        return {bytes(digest): (customer, contact) for digest, customer, contact in cursor.fetchall()}


def look_up(arrivals: Sequence[Arrival], *, now: datetime) -> Known:
    """Look up senders, threads and references; lock the cases they lead to, then their owed answers."""
    known = Known()
    _people(known, {a.from_address for a in arrivals} | {address for a in arrivals for _, address in a.cc})
    _messages(known, {m for a in arrivals for m in (*thread_of(a), a.message_id) if m} | _reported(arrivals))
    _returned(known, {report.keyed for a in arrivals for report in a.reports if report.keyed})
    _references(known, {r for a in arrivals for r in references_of(a)})
    _floods(known, arrivals)
    _cases(known)
    _participants(known)
    _history(known, arrivals, now)
    return known


def _reported(arrivals: Sequence[Arrival]) -> set[str]:
    return {report.message_id for a in arrivals for report in a.reports if report.message_id}


def _returned(known: Known, codes: set[str]) -> None:
    """Messages of ours that bounces name by the keyed code of their return path."""
    ids = {outgoing: code for code in codes if (outgoing := outgoing_named(code)) is not None}
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outgoing_id, customer_id, contact_id FROM contacts_outgoing_code WHERE outgoing_id = ANY(%s)",
            [list(ids)],
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT c.id, c.case_id FROM contacts_contact c JOIN unnest(%s::bigint[], %s::bigint[]) "
            "AS k(customer_id, id) ON c.customer_id = k.customer_id AND c.id = k.id",
            [[row[1] for row in rows], [row[2] for row in rows]],
        )
        cases = dict(cursor.fetchall())
    for outgoing, customer, contact in rows:
        known.messages[ids[outgoing]] = Parent(customer, cases[contact], contact, "out")


def _floods(known: Known, arrivals: Sequence[Arrival]) -> None:
    """Open cases in which somebody looks through what came from one of these senders."""
    customers = _customers(known, arrivals)
    if not customers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.customer_id, p.case_id, p.text FROM promises_promise p WHERE p.customer_id = ANY(%s) "
            "AND p.kind = 'other' AND p.state = 'owed' AND p.text = ANY(%s)",
            [list(customers), [look_through(a.from_address) for a in arrivals]],
        )
        for customer, case, text in cursor.fetchall():
            known.gathering[(customer, text.rpartition(" ")[2])] = case


def look_through(address: str) -> str:
    """The words of the one promise under which a flood of this address is looked through."""
    return f"Look through what came from {address}"


def _customers(known: Known, arrivals: Sequence[Arrival]) -> set[int]:
    return {c for a in arrivals for c in known.customers.get(known.persons.get(a.from_address, 0), ())}


def thread_of(arrival: Arrival) -> list[str]:
    """Message ids that may name the parent: In-Reply-To first, then References from the last to the first."""
    return list(dict.fromkeys([*arrival.in_reply_to, *reversed(arrival.references)]))[:THREAD]


def references_of(arrival: Arrival) -> list[str]:
    """Compact references: keyed ones in the addresses, and those in the subject."""
    return keyed_references(arrival) + subject_references(arrival)


def keyed_references(arrival: Arrival) -> list[str]:
    """References in keyed reply addresses that this desk made."""
    addresses = [*arrival.envelope_to, *(a for _, a in arrival.to), *(a for _, a in arrival.cc)]
    return [code for code in map(case_named, addresses) if code]


def subject_references(arrival: Arrival) -> list[str]:
    """References that stand in the subject."""
    return [compact(reference) for reference in find_references(arrival.subject)]


def _people(known: Known, addresses: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.value, p.person_id, s.customer_id, l.into FROM customers_contact_point p "
            "LEFT JOIN customers_speaks s ON s.person_id = p.person_id "
            "LEFT JOIN customers_link l ON l.kind = 'customer' AND l.one = s.customer_id AND l.undone_at IS NULL "
            "WHERE p.channel = 'mail' AND p.value = ANY(%s) ORDER BY s.id",
            [list(addresses)],
        )
        for address, person, customer, into in cursor.fetchall():
            known.persons[address] = person
            customers = known.customers.setdefault(person, [])
            for each in (into, customer):
                if each is not None and each not in customers:
                    customers.append(each)


def _messages(known: Known, ids: set[str]) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_id, customer_id, case_id, contact_id FROM contacts_message_id WHERE message_id = ANY(%s)",
            [list(ids)],
        )
        rows = cursor.fetchall()
        known.messages = {m: Parent(customer, case, contact) for m, customer, case, contact in rows}
        if not rows:
            return
        cursor.execute(
            "SELECT c.id, c.case_id, c.direction, c.purpose FROM contacts_contact c "
            "JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
            "ON c.customer_id = k.customer_id AND c.id = k.id",
            [[row[1] for row in rows], [row[3] for row in rows]],
        )
        about = {contact: rest for contact, *rest in cursor.fetchall()}
    for parent in known.messages.values():
        if parent.contact_id in about:  # where it is now: a contact may have moved to another case
            parent.case_id, parent.direction, parent.purpose = about[parent.contact_id]


def _references(known: Known, codes: set[str]) -> None:
    if not codes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, customer_id, case_id FROM cases_reference WHERE code = ANY(%s)", [list(codes)]
        )
        known.references = {code: (customer, case) for code, customer, case in cursor.fetchall()}


def _cases(known: Known) -> None:
    """Lock the cases that were named, those that they were merged into, and their owed promises to answer."""
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
    live = {case.pk: case.customer_id for case in known.cases.values()}
    if live:
        owed = Promise.objects.raw(
            "SELECT p.* FROM promises_promise p JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
            "ON p.customer_id = k.customer_id AND p.case_id = k.id WHERE p.kind = 'answer' "
            "AND p.promisor = 'company' AND p.state = 'owed' ORDER BY p.id FOR UPDATE OF p",
            [list(live.values()), list(live)],
        )
        known.owed = {promise.case_id: promise for promise in owed}


def _participants(known: Known) -> None:
    live = {case.pk: case.customer_id for case in known.cases.values()}
    if not live:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.case_id, p.address, p.standing FROM cases_participant p "
            "JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
            "ON p.customer_id = k.customer_id AND p.case_id = k.id",
            [list(live.values()), list(live)],
        )
        known.standing = {(case, address): standing for case, address, standing in cursor.fetchall()}


def _history(known: Known, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Contacts of each known sender within the last hour, and acknowledgements within the last day."""
    customers = _customers(known, arrivals)
    customers |= {case.customer_id for case in known.cases.values()}
    if not customers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, sender_address, count(*) FROM contacts_contact WHERE customer_id = ANY(%s) "
            "AND direction = 'in' AND NOT imported AND at > %s GROUP BY 1, 2",
            [list(customers), now - timedelta(hours=1)],
        )
        known.lately = {(customer, address): count for customer, address, count in cursor.fetchall()}
        cursor.execute(
            "SELECT o.to_address, max(o.created_at) FROM contacts_outgoing o WHERE o.customer_id = ANY(%s) "
            "AND o.purpose = 'acknowledgement' AND o.created_at > %s GROUP BY 1",
            [list(customers), now - timedelta(days=1)],
        )
        known.acknowledged = dict(cursor.fetchall())
