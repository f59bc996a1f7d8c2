"""Walking a chain, entry by entry: what is wrong with it, in sentences."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kept.ledger.chain import GENESIS, envelope_of, link
from kept.ledger.models import COMPANY


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `customer` and `seq` name the entry, `checkpoint` the checkpoint that is meant."""

    what: str  # for programs: text, columns, missing, doubled, head, cut, rewritten, gone, checkpoint_…
    sentence: str
    customer: int | None = None
    seq: int | None = None
    checkpoint: int | None = None

    def __str__(self) -> str:
        return self.sentence


class Claim(NamedTuple):
    """That a chain had this hash at this entry; at 0 stands the beginning of every chain."""

    seq: int
    digest: bytes


BEGINNING = Claim(0, GENESIS)


#: An entry as it is read: customer, seq, entry, at, kind, actor, case, body, digest. `at` is a text as it stands in
#: a body ("" for what is no time); nothing is None but `case`.
Row = tuple[int, int, int, str, str, str, int | None, str, bytes]


class Walk:
    """One chain from a place that is known to be right. Findings are handed to `found` as they are met.

    `claim` is what checkpoint `number` says of this chain. `good` is the last place up to which all was right.
    """

    __slots__ = ("claim", "customer", "found", "good", "last", "number", "sound")

    def __init__(
        self,
        customer: int,
        found: Callable[[Finding], None],
        *,
        start: Claim = BEGINNING,
        claim: Claim = BEGINNING,
        number: int = 0,
    ) -> None:
        self.customer, self.found = customer, found
        self.claim, self.number = claim, number
        self.last = self.good = start
        self.sound = True

    def step(self, row: Row) -> None:
        """The next entry in order of `seq`."""
        _, seq, entry, at, kind, actor, case, body, digest = row
        before = self.last
        if seq != before.seq + 1:
            if seq <= before.seq:
                self._wrong("doubled", seq, "stands twice, or where no entry can stand")
                return
            self._missing(before.seq + 1, seq - 1, f"entry {seq} comes after entry {before.seq}")
        elif link(before.digest, body) != digest:
            after = f"follow from entry {before.seq}" if before.seq else "begin the chain"
            self._wrong(
                "text", seq, f"does not {after}: its text, its hash or the hash before it was changed"
            )
        if not body.startswith(
            envelope_of(
                entry=entry, customer=self.customer, seq=seq, actor=actor, case=case, kind=kind, at=at
            )
        ):
            self._wrong("columns", seq, _differences(row))
        if seq == self.claim.seq and digest != self.claim.digest:
            self.rewritten(seq)
        self.last = Claim(seq, digest)
        if self.sound:
            self.good = self.last

    def end(self, head: Claim | None) -> None:
        """After the last entry: is it the one that the head's row knows, and are all there that were claimed?"""
        last = self.last
        if head is None:
            self._wrong("head", last.seq, "is the last one of a chain whose head's row is missing")
        elif head.seq > last.seq:
            self._missing(last.seq + 1, head.seq, "the head's row knows them")
        elif head.seq < last.seq:
            self._wrong(
                "head", head.seq + 1, f"stands after the end: the head's row knows {head.seq} entries"
            )
        elif head.digest != last.digest:
            self._wrong("head", last.seq, "is the last one, but the head's row holds another hash")
        if self.claim.seq > last.seq:
            self.gone()

    def rewritten(self, seq: int) -> None:
        """This entry is another one than the checkpoint holds."""
        self._wrong(
            "rewritten",
            seq,
            f"is not the one that checkpoint {self.number} holds: "
            "it, or an entry before it, was written anew after that checkpoint",
        )

    def gone(self) -> None:
        """What follows the last entry is not there, although the checkpoint holds it."""
        first, last = self.last.seq + 1, self.claim.seq
        what, words = (
            ("gone", "all entries are gone")
            if first == 1
            else ("cut", f"the end is cut off from entry {first} on")
        )
        sentence = (
            f"{_chain(self.customer)}: {words}. Checkpoint {self.number} holds the chain up to entry {last}."
        )
        self._report(Finding(what, sentence, self.customer, first, self.number))

    def _missing(self, first: int, last: int, why: str) -> None:
        which = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        self._report(
            Finding("missing", f"{_chain(self.customer)}: {which} missing; {why}.", self.customer, first)
        )

    def _wrong(self, what: str, seq: int, words: str) -> None:
        number = self.number if what == "rewritten" else None
        self._report(
            Finding(what, f"{_chain(self.customer)}: entry {seq} {words}.", self.customer, seq, number)
        )

    def _report(self, finding: Finding) -> None:
        self.sound = False
        self.found(finding)


def _chain(customer: int) -> str:
    return "The company's chain" if customer == COMPANY else f"The chain of customer {customer}"


def _differences(row: Row) -> str:
    """Which columns say something else than the body; slow, and only asked about entries that are wrong."""
    customer, seq, entry, at, kind, actor, case, body, _ = row
    try:
        said = json.loads(body)
    except ValueError:
        return "has a body that is no entry"
    if not isinstance(said, dict):
        return "has a body that is no entry"
    columns = {
        "customer": str(customer),
        "seq": seq,
        "entry": str(entry),
        "at": at,
        "actor": actor,
        "case": None if case is None else str(case),
        "kind": kind,
    }
    wrong = [
        f"{name} ({value or 'nothing'} beside {said.get(name) or 'nothing'})"
        for name, value in columns.items()
        if said.get(name) != value
    ]
    if not wrong:
        return "has a body whose envelope was changed"
    return "has columns that differ from its body: " + ", ".join(wrong)
