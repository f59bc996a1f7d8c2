"""Chains for tests, and the hand of somebody who owns the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction

from kept.ledger.actor import Actor
from kept.ledger.chain import GENESIS, link
from kept.ledger.record import record_all
from kept.storage.fanning import fan_out

ANNA = Actor("agent", "3", "Anna")


@dataclass(frozen=True, slots=True)
class Happened:
    """Something of no importance."""

    kind: ClassVar[str] = "test.happened"
    what: int


def append(customer: int, count: int, now: datetime, *, case: int | None = 11) -> None:
    """`count` more entries on a customer's chain."""
    with transaction.atomic():
        record_all([(customer, case, Happened(what), ANNA) for what in range(count)], now=now)


@contextmanager
def owning_the_database() -> Iterator[None]:
    """What a superuser can do: no trigger refuses anything here."""
    with transaction.atomic(), fan_out("somebody who should not"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def change(sql: str, *parameters: object) -> int:
    """One statement against the rules; returns how many rows it changed."""
    with owning_the_database(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def forge(customer: int, seq: int, old: str = '"what":', new: str = '"what":9') -> None:
    """Change an entry and write everything after it anew, hashes and head: the chain is sound in itself again."""
    with owning_the_database(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET body = replace(body, %s, %s) WHERE customer_id = %s AND seq = %s",
            [old, new, customer, seq],
        )
        cursor.execute(
            "SELECT seq, body, hash FROM ledger_entry WHERE customer_id = %s ORDER BY seq", [customer]
        )
        previous, last = GENESIS, 0
        for last, body, digest in cursor.fetchall():
            previous = link(previous, body) if last >= seq else bytes(digest)
            cursor.execute(
                "UPDATE ledger_entry SET hash = %s WHERE customer_id = %s AND seq = %s",
                [previous, customer, last],
            )
        cursor.execute(
            "UPDATE ledger_head SET seq = %s, hash = %s WHERE customer_id = %s", [last, previous, customer]
        )


def cut(customer: int, after: int) -> None:
    """Remove the end of a chain, and let the head's row stand where nothing is missing."""
    with owning_the_database(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE customer_id = %s AND seq > %s", [customer, after])
        cursor.execute(
            "UPDATE ledger_head h SET seq = e.seq, hash = e.hash FROM ledger_entry e "
            "WHERE h.customer_id = %s AND e.customer_id = h.customer_id AND e.seq = %s",
            [customer, after],
        )


def erase(customer: int) -> None:
    """Remove a chain without a trace in the database."""
    change("DELETE FROM ledger_entry WHERE customer_id = %s", customer)
    change("DELETE FROM ledger_head WHERE customer_id = %s", customer)
