"""Reading the whole ledger as it is stored: in order, piece by piece, never more than a piece in memory."""

from collections.abc import Generator, Iterable, Iterator
from typing import Any, NamedTuple

from django.db import connection

from kept.ledger.walk import Row
from kept.storage.fanning import fan_out

#: Rows fetched at a time.
BATCH = 2000

#: Entries that one statement puts in order: PostgreSQL sorts them on disk, and no snapshot lives for long.
PIECE = 500_000


class Head(NamedTuple):
    """A chain's row in `ledger_head`."""

    customer: int
    seq: int
    digest: bytes


# Everything is made comparable by the server: no column is NULL, and no time is too large for a program.
_ENTRY = """
SELECT e.customer_id, coalesce(e.seq, 0), e.id,
       coalesce(to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ''),
       coalesce(e.kind, ''), coalesce(e.actor, ''), e.case_id, coalesce(e.body, ''), coalesce(e.hash, '')
FROM ledger_entry e
"""

#: Sorts before every entry of its customer, and is no entry.
_HEAD_FIRST = -(2**63)

# Heads and entries by one statement, and so of one moment: who appends meanwhile is seen in both or in neither.
_CHAINS = f"""
SELECT h.customer_id, {_HEAD_FIRST}, coalesce(h.seq, 0), NULL, NULL, NULL, NULL, NULL, coalesce(h.hash, '')
FROM ledger_head h WHERE h.customer_id > %s AND h.customer_id <= %s
UNION ALL {_ENTRY} WHERE e.customer_id > %s AND e.customer_id <= %s
ORDER BY 1, 2
"""

_SINCE = f"""
{_ENTRY} JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(customer_id, low, high)
ON e.customer_id = k.customer_id AND e.seq > k.low AND e.seq <= k.high
ORDER BY e.customer_id, e.seq
"""

_FIRST, _LAST = -(2**63), 2**63 - 1


def pieces() -> Iterator[tuple[int, int]]:
    """Ranges of customers (after, up to) with about `PIECE` entries each; together they leave nobody out."""
    low, held = _FIRST, 0
    for head in heads():
        held += max(head.seq, 1)
        if held >= PIECE:
            yield low, head.customer
            low, held = head.customer, 0
    yield low, _LAST


def chains(low: int, high: int) -> Generator[tuple[int, Head | None, Iterator[Row]], None, None]:
    """Chains of the customers after `low` up to `high`: the head's row, and the entries in order of seq.

    Within a transaction. The entries of one chain are read before the next chain is asked for.
    """
    stream = _rows(_CHAINS, [low, high, low, high])
    row = next(stream, None)
    while row is not None:
        customer, head, ahead = row[0], None, [row]
        if row[1] == _HEAD_FIRST and row[7] is None:
            head, ahead = Head(customer, row[2], bytes(row[8])), []
        rest: list[Any] = []
        entries = _of_one(customer, ahead, stream, rest)
        yield customer, head, entries
        for _ in entries:
            pass  # whatever was not read
        row = rest[0] if rest else None


def heads() -> Iterator[Head]:
    """Every head's row in order of customer, without a lock; each batch is of its own moment."""
    low = _FIRST
    while True:
        with fan_out("heads of all chains"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT customer_id, coalesce(seq, 0), coalesce(hash, '') FROM ledger_head WHERE customer_id > %s "
                "ORDER BY customer_id LIMIT %s",
                [low, BATCH],
            )
            rows = cursor.fetchall()
        for customer, seq, digest in rows:
            yield Head(customer, seq, bytes(digest))
        if len(rows) < BATCH:
            return
        low = rows[-1][0]


def entries_since(claims: Iterable[tuple[int, int, int]]) -> Iterator[Row]:
    """Entries of some customers, given as (customer, after this seq, up to this one), in order.

    Within a transaction.
    """
    wanted = list(claims)
    return _rows(_SINCE, [[each[place] for each in wanted] for place in range(3)])


def total() -> int:
    """How many entries the heads know."""
    with fan_out("entries of all chains"), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(seq), 0)::bigint FROM ledger_head")
        return int(cursor.fetchone()[0])


def _rows(sql: str, parameters: list[Any]) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:  # the server keeps the place
        with fan_out("entries of all chains"):
            cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _of_one(customer: int, ahead: list[Any], stream: Iterator[Any], rest: list[Any]) -> Iterator[Row]:
    """The rows of one customer; the first one of the next is left in `rest`."""
    yield from ahead
    for row in stream:
        if row[0] != customer:
            rest.append(row)
            return
        yield row
