"""Writing to the ledger: entries, chain heads and what follows, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from kept.ledger.actor import Actor
from kept.ledger.chain import GENESIS, Fact, body_of, link
from kept.ledger.models import Entry, Head, Reaction
from kept.storage.live import wake
from kept.storage.rows import draw_ids, execute, insert_rows, run

#: Kind of entry → names of what follows. Handed in at start by operations; empty until then.
_follow_ups: dict[str, tuple[str, ...]] = {}

#: Chain heads by customer: the number of the last entry, and its hash.
Heads = dict[int, tuple[int, bytes]]


def follow(follow_ups: Mapping[str, Sequence[str]]) -> None:
    """Tell the ledger what follows from which kind of entry; it writes one reaction row for each."""
    _follow_ups.clear()
    _follow_ups.update({kind: tuple(names) for kind, names in follow_ups.items()})


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
    customers = {customer for customer, _, _, _ in facts}
    heads = lock_heads(customers - set(fresh)) if heads is None else heads
    heads |= {customer: (0, GENESIS) for customer in fresh if customer in customers}
    ids = draw_ids(Entry, len(facts))
    entries, reactions = [], []
    for entry_id, (customer, case, fact, by) in zip(ids, facts, strict=True):
        seq, previous = heads[customer]
        seq += 1
        actor = str(by)
        body = body_of(fact, entry=entry_id, customer=customer, seq=seq, actor=actor, case=case, at=now)
        digest = link(previous, body)
        heads[customer] = (seq, digest)
        entries.append(
            {
                "id": entry_id,
                "customer_id": customer,
                "seq": seq,
                "at": now,
                "kind": fact.kind,
                "actor": actor,
                "case_id": case,
                "body": body,
                "hash": digest,
            }
        )
        reactions.extend(
            {"customer_id": customer, "entry_id": entry_id, "name": name, "due_at": now}
            for name in _follow_ups.get(fact.kind, ())
        )
    insert_rows(Entry, entries)
    began = [customer for customer in fresh if customer in customers]
    insert_rows(Head, [{"customer_id": c, "seq": heads[c][0], "hash": heads[c][1]} for c in began])
    _advance({customer: heads[customer] for customer in customers - set(began)})
    if reactions:
        insert_rows(Reaction, reactions)
        wake("reactions")
    return ids


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


def _lock(customers: list[int]) -> Heads:
    rows = execute(
        "SELECT customer_id, seq, hash FROM ledger_head WHERE customer_id = ANY(%b::bigint[]) "
        "ORDER BY customer_id FOR UPDATE",
        [customers],
    )
    return {customer: (seq, bytes(digest)) for customer, seq, digest in rows}


def _advance(heads: Heads) -> None:
    if heads:
        run(
            "UPDATE ledger_head AS h SET seq = n.seq, hash = n.hash "
            "FROM unnest(%b::bigint[], %b::bigint[], %b::bytea[]) AS n(customer_id, seq, hash) "
            "WHERE h.customer_id = n.customer_id",
            [list(heads), [seq for seq, _ in heads.values()], [digest for _, digest in heads.values()]],
        )
