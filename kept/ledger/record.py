"""Writing to the ledger: entries, chain heads and what follows, in the caller's transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.numeric import Int8

from kept.ledger.actor import Actor
from kept.ledger.chain import GENESIS, Fact, body_of, link
from kept.ledger.models import Entry, Head, Reaction
from kept.storage.arrays import bigints, byteas
from kept.storage.live import wake
from kept.storage.rows import (
    Statement,
    draw_id,
    draw_ids,
    execute,
    insert_rows,
    inserting,
    run,
    run_as_one,
)

#: Kind of entry → names of what follows. Handed in at start by operations; empty until then.
_follow_ups: dict[str, tuple[str, ...]] = {}
#: Names of what follows → facts from which it does not follow after all.
_unless: dict[str, Callable[[Fact], bool]] = {}
#: Names of what is looked for every second, in batches: it wakes nobody.
_in_time: set[str] = set()

_LOCK_ONE = "SELECT seq, hash FROM ledger_head WHERE customer_id = %b FOR UPDATE"
# Both rows are of one customer, so that a distributed database does this on one node, too.
_WRITE_ONE = (
    "WITH entry AS (INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash) "
    "VALUES (%b, %b, %b, %b, %b, %b, %b, %b, %b)) "
    "UPDATE ledger_head SET seq = %b, hash = %b WHERE customer_id = %b"
)

_LOCK_ALL = (
    "SELECT customer_id, seq, hash FROM ledger_head WHERE customer_id = ANY(%b::bigint[]) "
    "ORDER BY customer_id FOR UPDATE"
)
_ADVANCE = (
    "UPDATE ledger_head AS h SET seq = n.seq, hash = n.hash "
    "FROM unnest(%b::bigint[], %b::bigint[], %b::bytea[]) AS n(customer_id, seq, hash) "
    "WHERE h.customer_id = n.customer_id"
)

#: Chain heads by customer: the number of the last entry, and its hash.
Heads = dict[int, tuple[int, bytes]]


def follow(
    follow_ups: Mapping[str, Sequence[str]],
    *,
    unless: Mapping[str, Callable[[Fact], bool]] = {},
    in_time: Collection[str] = (),
) -> None:
    """Tell the ledger what follows from which kind of entry; it writes one reaction row for each.

    `unless`: facts from which a name does not follow after all. `in_time`: names that wake nobody, because
    somebody looks for them every second.
    """
    _follow_ups.clear()
    _follow_ups.update({kind: tuple(names) for kind, names in follow_ups.items()})
    _unless.clear()
    _unless.update(unless)
    _in_time.clear()
    _in_time.update(in_time)


def record(fact: Fact, *, customer: int, by: Actor, now: datetime, case: int | None = None) -> int:
    """Append one fact to a customer's chain (0: the company's own); returns the entry's id."""
    return record_all([(customer, case, fact, by)], now=now)[0]


def record_all(
    facts: Sequence[tuple[int, int | None, Fact, Actor]],
    *,
    now: datetime,
    heads: Heads | None = None,
    fresh: Collection[int] = (),
) -> list[int]:
    """Append facts (customer, case, fact, actor), each chain in the order given; returns entry ids.

    Must run inside a transaction. Locks the chain heads in order of customer, last of all locks, unless the caller
    has locked them already (`heads`). Customers in `fresh` were made in this transaction: nobody else can hold them.
    """
    if not facts:
        return []
    if len(facts) == 1 and heads is None and not fresh:
        return [_append_one(*facts[0], now)]
    customers = {customer for customer, _, _, _ in facts}
    heads = lock_heads(customers - set(fresh)) if heads is None else heads
    heads |= {customer: (0, GENESIS) for customer in fresh if customer in customers}
    ids = draw_ids(Entry, len(facts))
    entries: list[dict[str, Any]] = []
    reactions: list[dict[str, Any]] = []
    for entry_id, (customer, case, fact, by) in zip(ids, facts, strict=True):
        entry = _entry(entry_id, customer, case, fact, by, heads[customer], now)
        heads[customer] = (entry["seq"], entry["hash"])
        entries.append(entry)
        reactions += _reactions(entry, fact)
    began = [customer for customer in fresh if customer in customers]
    run_as_one(
        [
            inserting(Entry, entries),
            inserting(Head, [{"customer_id": c, "seq": heads[c][0], "hash": heads[c][1]} for c in began]),
            _advancing({customer: heads[customer] for customer in customers - set(began)}),
        ]
    )
    _react(reactions)
    return ids


def _append_one(customer: int, case: int | None, fact: Fact, by: Actor, now: datetime) -> int:
    """What `record_all` does, for one entry: by far the most frequent, and cheaper with two statements."""
    locked = execute(_LOCK_ONE, [Int8(customer)])
    head = (locked[0][0], bytes(locked[0][1])) if locked else lock_heads([customer])[customer]
    entry = _entry(draw_id(Entry), customer, case, fact, by, head, now)
    # One type for all numbers, however large: else each size would prepare a statement of its own.
    row = [Int8(value) if isinstance(value, int) else value for value in entry.values()]
    run(_WRITE_ONE, [*row, Int8(entry["seq"]), entry["hash"], Int8(customer)])
    _react(_reactions(entry, fact))
    return int(entry["id"])


def _entry(
    entry_id: int,
    customer: int,
    case: int | None,
    fact: Fact,
    by: Actor,
    head: tuple[int, bytes],
    now: datetime,
) -> dict[str, Any]:
    """The row of the entry that comes after `head`, in the order of `_WRITE_ONE`."""
    seq, previous = head[0] + 1, head[1]
    actor = _named(by)
    body = body_of(fact, entry=entry_id, customer=customer, seq=seq, actor=actor, case=case, at=now)
    return {
        "id": entry_id,
        "customer_id": customer,
        "seq": seq,
        "at": now,
        "kind": fact.kind,
        "actor": actor,
        "case_id": case,
        "body": body,
        "hash": link(previous, body),
    }


def _reactions(entry: Mapping[str, Any], fact: Fact) -> list[dict[str, Any]]:
    return [
        {"customer_id": entry["customer_id"], "entry_id": entry["id"], "name": name, "due_at": entry["at"]}
        for name in _follow_ups.get(entry["kind"], ())
        if name not in _unless or not _unless[name](fact)
    ]


def _react(reactions: list[dict[str, Any]]) -> None:
    if reactions:
        insert_rows(Reaction, reactions)
        if any(each["name"] not in _in_time for each in reactions):
            wake("reactions")


def _named(by: Actor) -> str:
    if not isinstance(by, Actor):  # anything has a str(): a name must not get onto the ledger by mistake
        raise TypeError(f"an actor is wanted, not {type(by).__name__}")
    return str(by)


def lock_heads(customers: Iterable[int]) -> Heads:
    """Lock the chain heads of these customers, in order of id; new chains begin at zero."""
    wanted = sorted(set(customers))
    if not wanted:
        return {}
    heads = _lock(wanted)
    missing = [customer for customer in wanted if customer not in heads]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_head (customer_id, seq, hash) SELECT c, 0, %s FROM unnest(%s::bigint[]) AS c "
                "ORDER BY c ON CONFLICT DO NOTHING",
                [GENESIS, missing],
            )
        heads |= _lock(missing)
    return heads


def locking(customers: Iterable[int]) -> Statement:
    """The statement that locks chain heads, in order of customer; `heads_in` reads what it gives."""
    return _LOCK_ALL, [bigints(customers)]


def heads_in(rows: Iterable[tuple[Any, ...]]) -> Heads:
    """The heads that `locking` locked; a customer without a chain is not among them."""
    return {customer: (seq, bytes(digest)) for customer, seq, digest in rows}


def _lock(customers: list[int]) -> Heads:
    return heads_in(execute(*locking(customers)))


def _advancing(heads: Heads) -> Statement | None:
    if not heads:
        return None
    return _ADVANCE, [
        bigints(heads),
        bigints(seq for seq, _ in heads.values()),
        byteas(digest for _, digest in heads.values()),
    ]
