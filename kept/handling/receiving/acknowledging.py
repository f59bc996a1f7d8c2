"""The acknowledgement: the answer-promise in writing, from the brand, with the guard's decision."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime

from psycopg.types.numeric import Int8

from kept.cases.models import Case
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.outbound import Message, Recipient, post, record_decision
from kept.handling.receiving.known import Known
from kept.ledger.actor import INTAKE
from kept.pledge.shapes import Brand, Pledge
from kept.rules.guard import Acknowledging, Decision, GuardFacts, Purpose, decide
from kept.storage.rows import execute

#: The acknowledgement's words about time, in the brand's zone.
DUE = "%A %-d %B, %H:%M"

_COUNT = (
    "INSERT INTO contacts_rate (name, \"window\", count) VALUES ('acknowledgements', %b, %b) "
    'ON CONFLICT (name) DO UPDATE SET "window" = excluded."window", count = excluded.count + '
    'CASE WHEN contacts_rate."window" = excluded."window" THEN contacts_rate.count ELSE 0 END '
    "RETURNING count"
)


def allowance(pledge: Pledge, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """How many acknowledgements may still be sent in this minute, over all processes; counts these as asked."""
    most = max(
        (brand.acknowledgement.per_minute for brand in pledge.brands if brand.acknowledgement.send), default=0
    )
    if not most:
        return 0
    asked = sum(not arrival.machine for arrival in arrivals)
    window = now.replace(second=0, microsecond=0)
    [(used,)] = execute(_COUNT, [window, Int8(asked)])
    return max(0, most - (used - asked))


def acknowledge(
    arrival: Arrival, brand: Brand, case: Case, promise_id: int, person: int | None,
    known: Known, batch: Batch, *, known_person: bool, allowance: int,
) -> int:  # fmt: skip
    """Queue the acknowledgement if pledge and guard allow; returns 1 when it is queued, else 0."""
    rules = brand.acknowledgement
    if not rules.send or not arrival.from_address:
        return 0
    owed = known.owed[case.pk]
    responsible = known.team(case.brand_id).lead or brand.name
    due_words = owed.due_at.astimezone(brand.zone).strftime(DUE)
    subject, text = rules.fill(
        brand=brand.name, reference=case.reference, due=due_words, responsible=responsible
    )
    message = Message(
        purpose=Purpose.ACKNOWLEDGEMENT.value,
        subject=subject,
        text=text,
        recipients=[Recipient("to", arrival.from_name, arrival.from_address, person)],
        sender_name=brand.name,
        promise_id=promise_id,
        references=[arrival.message_id] if arrival.message_id else [],
        null_sender=True,
    )
    decision = _decide(arrival, brand, known, batch, known_person=known_person, allowance=allowance)
    decision_id = record_decision(batch, case, message, decision, by=INTAKE)
    if not decision.allowed:
        return 0
    known.acknowledged[arrival.from_address] = batch.now
    post(batch, case, brand, message, decision, decision_id, by=INTAKE)
    return 1


def _decide(
    arrival: Arrival, brand: Brand, known: Known, batch: Batch, *, known_person: bool, allowance: int
) -> Decision:
    rules = brand.acknowledgement
    facts = GuardFacts(
        channel="mail",
        purpose=Purpose.ACKNOWLEDGEMENT,
        by_machine=True,
        asked_for=True,
        brand=brand.slug,
        case_brand=brand.slug,
        desk_held=False,  # a held desk still queues; nothing leaves until it is let go
        acknowledging=Acknowledging(
            aligned=arrival.aligned == "pass" or _from_this_machine(arrival),
            known_person=known_person,
            last_to_address_at=known.acknowledged.get(arrival.from_address),
            sent_lately=max(0, rules.per_minute - allowance),
            most=rules.per_minute,
            per_address=rules.per_address,
        ),
    )
    return decide(facts, now=batch.now)


def _from_this_machine(arrival: Arrival) -> bool:
    """A program on this very machine handed it in, with no server between that could have judged the sender."""
    if arrival.aligned != "none" or arrival.source not in ("smtp", "lmtp", "sandbox"):
        return False
    try:
        return arrival.source == "sandbox" or ipaddress.ip_address(arrival.peer).is_loopback
    except ValueError:
        return False
