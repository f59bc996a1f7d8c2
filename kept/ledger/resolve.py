"""Whether everybody who stands on the ledger as a plain value is somebody."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from kept.ledger.models import COMPANY
from kept.storage.fanning import fan_out

#: Ids as texts, at most `BATCH` of them → those that are somebody.
Known = Callable[[Collection[str]], Collection[str]]

#: Names asked about at a time.
BATCH = 5000

#: Kinds of actor that stand for parts of the product, not for somebody.
PARTS = ("system", "import")

_ACTORS = "SELECT actor, min(customer_id), count(*) FROM ledger_entry GROUP BY actor ORDER BY actor"
_CHAINS = "SELECT customer_id, seq FROM ledger_head WHERE customer_id <> %s ORDER BY customer_id"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name on the ledger that nobody bears: an actor, or the customer whose chain it is."""

    kind: str  # agent, customer, partner …
    id: str
    chain: int  # a customer on whose chain it stands
    entries: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id} stands on {self.entries} entries of the ledger, and is nobody."


def unresolved(known: Mapping[str, Known], *, most: int = 100) -> list[Unresolved]:
    """Actors and customers of the ledger who do not exist; at most `most`. Reads the whole ledger once.

    `known` says for each kind of actor who exists: the ledger itself knows neither agents nor customers.
    """
    found: list[Unresolved] = []
    with transaction.atomic():
        for names in _batches(_ACTORS, []):
            found += _missing(
                known, [(*actor.partition(":")[::2], chain, count) for actor, chain, count in names]
            )
        for chains in _batches(_CHAINS, [COMPANY]):
            found += _missing(known, [("customer", str(chain), chain, seq) for chain, seq in chains])
    return list(dict.fromkeys(found))[:most]


def _missing(
    known: Mapping[str, Known], names: Collection[tuple[str, str, int, int]]
) -> Iterator[Unresolved]:
    somebody = {
        kind: set(ask([identity for each, identity, _, _ in names if each == kind]))
        for kind, ask in known.items()
    }
    for kind, identity, chain, entries in names:
        if kind not in PARTS and identity not in somebody.get(kind, ()):
            yield Unresolved(kind, identity, chain, entries)


def _batches(sql: str, parameters: list[Any]) -> Iterator[list[Any]]:
    with connection.chunked_cursor() as cursor:
        with fan_out("everybody on the ledger"):
            cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(BATCH):
            yield rows
