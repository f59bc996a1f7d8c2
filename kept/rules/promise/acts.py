"""Proofs gathered by what they speak of: a message or an act, its beginning, reach and verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    channel: str = ""

    @property
    def arrived_at(self) -> datetime:
        """From when on it counts as presumed: at once by a sign, else when the silence has lasted."""
        return self.begun_at if self.reach >= Reach.PRESUMED else self.presumed_at

    def reach_at(self, now: datetime) -> Reach:
        """The reach shown by signs, or by a silence that has lasted long enough."""
        return max(self.reach, Reach.PRESUMED) if self.presumed_at <= now else self.reach


def acts_of(terms: Terms, proofs: Iterable[Proof]) -> list[Act]:
    """What the proofs that were not withdrawn show, one act for each `of`."""
    gathered: dict[str, list[Proof]] = {}
    for proof in proofs:
        if proof.withdrawn_at is None:
            gathered.setdefault(proof.of, []).append(proof)
    channels = {proof.channel for each in gathered.values() for proof in each if proof.channel}
    by_two = terms.or_second_channel and len(channels) > 1
    return [_act(terms, each, by_two) for each in gathered.values()]


def second_channel(acts: Iterable[Act], when: Callable[[Act], datetime]) -> datetime | None:
    """When the second of two channels came to what `when` says of its first act; None with fewer than two."""
    first: dict[str, datetime] = {}
    for act in acts:
        if act.channel:
            first[act.channel] = min(when(act), first.get(act.channel, when(act)))
    return sorted(first.values())[1] if len(first) > 1 else None


def _act(terms: Terms, proofs: list[Proof], by_two: bool) -> Act:
    begun_at = min(proof.counts_from for proof in proofs)
    delays = [proof.delayed_at for proof in proofs if proof.delayed_at is not None]
    presumed_at = max(begun_at, *delays) + terms.bounce_grace if delays else begun_at + terms.bounce_grace
    met_at = min((proof.counts_from for proof in proofs if proof.reach >= terms.needs), default=None)
    verdict_at = presumed_at
    if terms.needs > Reach.PRESUMED:
        # Without a limit of its own a missing sign would hold the promise in proof for ever.
        verdict_at = begun_at + (terms.bounce_grace if terms.sign_until is None else terms.sign_until)
        if by_two:
            verdict_at = max(verdict_at, presumed_at)  # by then the silence of both may be enough
    channel = next((proof.channel for proof in proofs if proof.channel), "")
    return Act(begun_at, max(proof.reach for proof in proofs), met_at, presumed_at, verdict_at, channel)
