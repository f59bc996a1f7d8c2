"""Extending a checkpoint: every chain is followed from what is claimed of it to where its head stands now."""

from collections.abc import Iterator

from kept.ledger.streams import BATCH, Head, chains, entries_since, heads, pieces
from kept.ledger.walk import BEGINNING, Claim, Finding, Walk

#: Findings that are kept; the rest is counted.
MOST = 100


class Extending:
    """New claims out of earlier ones. Only entries since then are read; what was right then needs no second look.

    `earlier`: what checkpoint `number` claims, in order of customer; None begins afresh and reads everything.
    """

    def __init__(self, earlier: Iterator[tuple[int, Claim]] | None, number: int) -> None:
        self._afresh = earlier is None
        self._earlier, self._number = earlier or iter(()), number
        self._next = next(self._earlier, None)
        self.findings: list[Finding] = []
        self.found = 0
        self.held = 0  # chains that do not follow from their claim, or not up to their head

    def claims(self) -> Iterator[tuple[int, Claim]]:
        """The new claims in order of customer. A chain that is broken is claimed up to where it was right.

        Within a transaction.
        """
        if self._afresh:
            yield from self._from_the_beginning()
            return
        batch: list[Head] = []
        for head in heads():
            batch.append(head)
            if len(batch) == BATCH:
                yield from self._follow(batch)
                batch = []
        yield from self._follow(batch)
        yield from self._without_head(None)

    def _from_the_beginning(self) -> Iterator[tuple[int, Claim]]:
        for low, high in pieces():
            for customer, head, entries in chains(low, high):
                walk = Walk(customer, self._report)
                for row in entries:
                    walk.step(row)
                walk.end(Claim(head.seq, head.digest) if head else None)
                self.held += not walk.sound
                if walk.good.seq:
                    yield customer, walk.good

    def _follow(self, batch: list[Head]) -> Iterator[tuple[int, Claim]]:
        claims: list[tuple[int, Claim]] = []
        walks: dict[int, tuple[Walk, Head]] = {}
        for head in batch:
            claims.extend(self._without_head(head.customer))
            claim = self._claim(head.customer)
            if head[1:] == claim:
                claims.append((head.customer, claim))
            elif head.seq > claim.seq:
                walks[head.customer] = (Walk(head.customer, self._report, start=claim), head)
                claims.append((head.customer, claim))
            else:
                self._contradicts(head, claim)
                claims.append((head.customer, claim))
        for row in entries_since((c, walk.last.seq, head.seq) for c, (walk, head) in walks.items()):
            walks[row[0]][0].step(row)
        for walk, head in walks.values():
            walk.end(Claim(head.seq, head.digest))
            self.held += not walk.sound
        for customer, claim in claims:
            new = walks[customer][0].good if customer in walks else claim
            if new.seq:
                yield customer, new

    def _claim(self, customer: int) -> Claim:
        if self._next is None or self._next[0] != customer:
            return BEGINNING
        claim = self._next[1]
        self._next = next(self._earlier, None)
        return claim

    def _without_head(self, before: int | None) -> Iterator[tuple[int, Claim]]:
        """Claims of chains that are gone, head and all, for customers below `before`; None means all the rest."""
        while self._next is not None and (before is None or self._next[0] < before):
            customer, claim = self._next
            Walk(customer, self._report, claim=claim, number=self._number).gone()
            self.held += 1
            self._next = next(self._earlier, None)
            yield customer, claim

    def _contradicts(self, head: Head, claim: Claim) -> None:
        """The head stands where it cannot stand, if what was claimed is true."""
        there = Claim(head.seq, head.digest)
        walk = Walk(head.customer, self._report, start=there, claim=claim, number=self._number)
        if head.seq < claim.seq:
            walk.gone()
        else:
            walk.rewritten(head.seq)
        self.held += 1

    def _report(self, finding: Finding) -> None:
        self.found += 1
        if len(self.findings) < MOST:
            self.findings.append(finding)
