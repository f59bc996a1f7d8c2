"""Proofs gathered by what they speak of: a message or an act, its beginning, reach and verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kept.rules.promise.terms import Proof, Reach, Terms


@dataclass(frozen=True, slots=True)
class Act:
    """One message or act, as the proofs that still stand show it."""

    begun_at: datetime
    """The hand-over: the earliest that any of its proofs speaks of."""
    reach: Reach
    met_at: datetime | None
    """When a sign of the needed reach happened."""
    presumed_at: datetime
    """From then on, no bounce means that it arrived."""
    verdict_at: datetime
    """When silence decides: presumed where that is enough, owed again where a sign was needed."""

    def reach_at(self, now: datetime) -> Reach:
        """The reach shown by signs, or by a silence that has lasted long enough."""
        return max(self.reach, Reach.PRESUMED) if self.presumed_at <= now else self.reach


def acts_of(terms: Terms, proofs: Iterable[Proof]) -> list[Act]:
    """What the proofs that were not withdrawn show, one act for each `of`."""
    gathered: dict[str, list[Proof]] = {}
    for proof in proofs:
        if proof.withdrawn_at is None:
            gathered.setdefault(proof.of, []).append(proof)
    return [_act(terms, each) for each in gathered.values()]


def _act(terms: Terms, proofs: list[Proof]) -> Act:
    begun_at = min(proof.counts_from for proof in proofs)
    delays = [proof.delayed_at for proof in proofs if proof.delayed_at is not None]
    presumed_at = max(begun_at, *delays) + terms.bounce_grace if delays else begun_at + terms.bounce_grace
    met_at = min((proof.counts_from for proof in proofs if proof.reach >= terms.needs), default=None)
    verdict_at = presumed_at
    if terms.needs > Reach.PRESUMED:
        # Without a limit of its own a missing sign would hold the promise in proof for ever.
        verdict_at = begun_at + (terms.bounce_grace if terms.sign_until is None else terms.sign_until)
    return Act(begun_at, max(proof.reach for proof in proofs), met_at, presumed_at, verdict_at)
