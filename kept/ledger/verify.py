"""Verifying the ledger: every entry, every chain, every checkpoint; with the memory of one batch."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.ledger.anchors import Anchors, own_anchors
from kept.ledger.examine import Examined, examine
from kept.ledger.queries import known_checkpoints
from kept.ledger.statement import Statement, claims_in
from kept.ledger.streams import chains, pieces, total
from kept.ledger.walk import BEGINNING, Claim, Finding, Walk

#: Called with entries done and entries in all.
Progress = Callable[[int, int], None]

#: Entries between two calls of `Progress`.
STRIDE = 10_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What verification found. `findings` holds the first of them, `found` counts all."""

    entries: int
    chains: int
    findings: tuple[Finding, ...]
    found: int
    checkpoints: int
    last: Statement | None  # the checkpoint that protects
    unprotected: int  # entries after it
    set_aside: int  # checkpoints before one that began afresh

    @property
    def sound(self) -> bool:
        return not self.found

    @property
    def last_at(self) -> datetime | None:
        """When the protecting checkpoint was made."""
        return self.last.at if self.last else None

    def sentences(self) -> list[str]:
        """The result in words, for a person; findings are not repeated."""
        wrong = "one thing is wrong." if self.found == 1 else f"{self.found} things are wrong."
        entries = "One entry" if self.entries == 1 else f"{self.entries} entries"
        chains = "one chain" if self.chains == 1 else f"{self.chains} chains"
        said = [
            f"{entries} in {chains}: "
            + ("every one follows from the one before it." if self.sound else wrong)
        ]
        if self.last is None:
            said.append(
                "No checkpoint protects them: whoever owns the database could have written all of them anew."
            )
        else:
            at = f"{self.last.at:%Y-%m-%d %H:%M} UTC"
            said.append(f"Checkpoint {self.last.number} of {at} protects {self.last.entries} of them.")
            came = "One entry came" if self.unprotected == 1 else f"{self.unprotected} entries came"
            said.append(f"{came} after it, unprotected until the next checkpoint.")
        if self.set_aside:
            said.append(f"{self.set_aside} earlier checkpoints were set aside when a later one began afresh.")
        return said


def verify(*, anchors: Anchors | None = None, progress: Progress | None = None, most: int = 100) -> Verified:
    """Read the whole ledger and compare it with itself and with the checkpoints in the folder.

    Changes nothing. Keeps at most `most` findings of each sort (folder, chains) and counts the rest. Raises `BadKey`.
    """
    anchors = anchors or own_anchors()
    # The folder first: whatever a checkpoint claims was in the database before.
    examined = examine(anchors, known_checkpoints())
    claims = claims_in(anchors.heads(examined.last)) if examined.last else iter(())
    return _Verifying(examined, claims, most).run(progress or (lambda done, of: None))


class _Verifying:
    def __init__(self, examined: Examined, claims: Iterator[tuple[int, Claim]], most: int) -> None:
        self.examined, self.claims, self.most = examined, claims, most
        self.number = examined.last.number if examined.last else 0
        self.next = next(claims, None)
        self.findings = list(examined.findings[:most])
        self.room = most
        self.found = len(examined.findings)
        self.entries = self.chains = self.unprotected = 0

    def run(self, progress: Progress) -> Verified:
        in_all = total()
        progress(0, in_all)
        for low, high in pieces():
            with transaction.atomic(), closing(chains(low, high)) as stream:
                for customer, head, entries in stream:
                    self._without_entries(customer)
                    walk = Walk(customer, self._report, claim=self._claim(customer), number=self.number)
                    for row in entries:
                        walk.step(row)
                        self.entries += 1
                        if not self.entries % STRIDE:
                            progress(self.entries, max(in_all, self.entries))
                    walk.end(Claim(head.seq, head.digest) if head else None)
                    self.chains += 1
                    self.unprotected += max(0, walk.last.seq - walk.claim.seq)
        self._without_entries(None)
        progress(self.entries, self.entries)
        return Verified(
            self.entries,
            self.chains,
            tuple(self.findings),
            self.found,
            self.examined.checkpoints,
            self.examined.last,
            self.unprotected,
            self.examined.set_aside,
        )

    def _claim(self, customer: int) -> Claim:
        if self.next is None or self.next[0] != customer:
            return BEGINNING
        claim = self.next[1]
        self.next = next(self.claims, None)
        return claim

    def _without_entries(self, before: int | None) -> None:
        """Chains that the checkpoint holds and the database does not, below `before`; None means all the rest."""
        while self.next is not None and (before is None or self.next[0] < before):
            customer, claim = self.next
            Walk(customer, self._report, claim=claim, number=self.number).gone()
            self.next = next(self.claims, None)

    def _report(self, finding: Finding) -> None:
        self.found += 1
        if self.room:
            self.room -= 1
            self.findings.append(finding)
