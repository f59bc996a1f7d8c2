"""Appending: chains without gaps, whoever writes at once, and entries that say exactly what happened."""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kept.ledger.actor import KINDS, Actor
from kept.ledger.chain import GENESIS, body_of, envelope_of, link, stamp
from kept.ledger.models import Entry, Head
from kept.ledger.record import record, record_all
from kept.ledger.verify import verify

from .chains import ANNA, Happened, append

THREADS, ROUNDS = 6, 40


def chains_of(customers):
    return {
        customer: list(
            Entry.objects.filter(customer_id=customer).order_by("seq").values_list("seq", flat=True)
        )
        for customer in customers
    }


def at_once(work):
    """Run `work(number)` in threads at once; raises what one of them raised."""
    problems = []
    start = threading.Barrier(THREADS)

    def run(number):
        try:
            start.wait()
            work(number)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    if problems:
        raise problems[0]


def test_many_writers_on_one_chain_leave_no_gap_and_no_fork(committed, anchors, now):
    at_once(lambda number: [append(7, 2, now) for _ in range(ROUNDS)])
    assert chains_of([7]) == {7: list(range(1, 2 * THREADS * ROUNDS + 1))}
    assert verify(anchors=anchors).sound


def test_many_writers_on_many_chains_in_any_order_block_each_other_never_for_good(committed, anchors, now):
    customers = [0, 3, 5, 8, 13]

    def write(number):
        for turn in range(ROUNDS):
            order = customers[number % 5 :] + customers[: number % 5]
            if turn % 2:
                order.reverse()
            with transaction.atomic():
                record_all([(customer, None, Happened(turn), ANNA) for customer in order], now=now)

    at_once(write)
    assert chains_of(customers) == {c: list(range(1, THREADS * ROUNDS + 1)) for c in customers}
    assert verify(anchors=anchors).sound


def test_verification_and_checkpoints_beside_writers_see_no_fault(committed, anchors, now):
    from kept.ledger.checkpoint import make_checkpoint

    faults = []

    def work(number):
        if number == 0:
            for _ in range(6):
                faults.extend(verify(anchors=anchors).findings)
        elif number == 1:
            for _ in range(6):
                faults.extend(make_checkpoint(by=ANNA, now=now, anchors=anchors).findings)
        else:
            for turn in range(ROUNDS):
                append(turn % 4, 3, now)

    at_once(work)
    assert not faults
    assert verify(anchors=anchors).sound


def test_a_transaction_that_fails_leaves_no_gap(committed, now):
    append(7, 1, now)
    with pytest.raises(InterruptedError), transaction.atomic():
        record(Happened(1), customer=7, by=ANNA, now=now)
        record(Happened(1), customer=8, by=ANNA, now=now)
        raise InterruptedError
    append(7, 1, now)
    assert chains_of([7, 8]) == {7: [1, 2], 8: []}
    assert not Head.objects.filter(customer_id=8).exists()


def test_entries_of_one_call_stand_in_the_order_given(keyed_sql, now):
    with transaction.atomic():
        ids = record_all([(c, None, Happened(n), ANNA) for n, c in enumerate([8, 7, 8, 7])], now=now)
    rows = list(
        Entry.objects.filter(customer_id__in=[7, 8]).order_by("pk").values_list("pk", "customer_id", "seq")
    )
    assert rows == list(zip(sorted(ids), [8, 7, 8, 7], [1, 1, 2, 2], strict=True))


def test_recording_nothing_writes_nothing(keyed_sql, now):
    assert record_all([], now=now) == []
    assert not Entry.objects.filter(customer_id=7).exists()


# What an entry says.


class Colour(StrEnum):
    RED = "red"


class Rank(IntEnum):
    FIRST = 1


@dataclass(frozen=True, slots=True)
class Everything:
    kind: ClassVar[str] = "test.everything"
    value: Any


def body(fact, **envelope):
    given = {
        "entry": 5,
        "customer": 7,
        "seq": 1,
        "actor": "agent:3",
        "case": None,
        "at": datetime(2026, 6, 17, 8, tzinfo=UTC),
    }
    return body_of(fact, **(given | envelope))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (-7, "-7"),
        ("K7Q-3M9-E", '"K7Q-3M9-E"'),
        (Colour.RED, '"red"'),
        (Rank.FIRST, "1"),
        (b"\x00\xff", '"00ff"'),
        ([1, "a", None], '[1,"a",null]'),
        ((1, 2), "[1,2]"),
        (datetime(2026, 1, 31, 23, 59, 59, 1, tzinfo=UTC), '"2026-01-31T23:59:59.000001Z"'),
    ],
)
def test_a_fact_is_written_in_one_way(value, text):
    assert body(Everything(value)) == (
        '{"format":1,"customer":"7","seq":1,"entry":"5","at":"2026-06-17T08:00:00.000000Z",'
        f'"actor":"agent:3","case":null,"kind":"test.everything","fact":{{"value":{text}}}}}'
    )


@pytest.mark.parametrize("value", [1.5, {"a": 1}, {1}, object()])
def test_a_fact_of_other_values_is_refused(value):
    with pytest.raises(TypeError):
        body(Everything(value))


def test_a_fact_that_is_no_dataclass_is_refused():
    class Loose:
        kind = "test.loose"

    with pytest.raises(TypeError, match="is no fact"):
        body(Loose())


def test_a_time_without_a_zone_is_refused_and_every_zone_is_written_in_utc():
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 6, 17))
    tokyo = timezone(timedelta(hours=9))
    assert stamp(datetime(2026, 6, 17, 8, tzinfo=tokyo)) == "2026-06-16T23:00:00.000000Z"


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(
    entry=st.integers(1, 2**63 - 1),
    customer=st.integers(0, 2**63 - 1),
    seq=st.integers(1, 2**63 - 1),
    actor=st.builds(Actor, st.sampled_from(KINDS), words.filter(lambda text: ":" not in text)).map(str),
    case=st.none() | st.integers(1, 2**63 - 1),
    at=st.datetimes(timezones=st.just(UTC)),
    value=st.none() | st.booleans() | st.integers() | words | st.lists(words),
)
def test_a_body_reads_back_as_it_was_meant_and_begins_with_its_envelope(value, **given):
    text = body(Everything(value), **given)
    said = json.loads(text)
    assert said == {
        "format": 1,
        "customer": str(given["customer"]),
        "seq": given["seq"],
        "entry": str(given["entry"]),
        "at": stamp(given["at"]),
        "actor": given["actor"],
        "case": given["case"] and str(given["case"]),
        "kind": "test.everything",
        "fact": {"value": value},
    }
    columns = {**given, "kind": "test.everything", "at": stamp(given["at"])}
    assert text.startswith(envelope_of(**columns))
    for column in columns:
        other = {"case": 0, "actor": "agent:", "kind": "test", "at": ""}.get(column, -1)
        assert not text.startswith(envelope_of(**(columns | {column: other})))


def test_a_hash_covers_the_one_before_and_every_byte():
    first = link(GENESIS, "a")
    assert link(GENESIS, "a") == first
    assert len({first, link(first, "a"), link(GENESIS, "b"), link(GENESIS, "ä"), link(GENESIS, "")}) == 5
