"""The life of a promise as one pure fold: terms, proofs and a moment in, its standing out.

The algebra in prose: docs/algorithms/life-of-a-promise.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kept.rules.promise.acts import Act, acts_of, second_channel
from kept.rules.promise.terms import Closing, Kind, Proof, Reach, Side, Standing, State, Terms, Why

AN_INSTANT = timedelta(microseconds=1)
"""The least time that the database tells apart: a promise due at 14:00 is broken an instant later."""


def outcome(
    terms: Terms,
    proofs: Iterable[Proof],
    closing: Closing | None = None,
    previous_broken_at: datetime | None = None,
    *,
    now: datetime,
) -> Standing:
    """Where the promise stands at `now`.

    Every proof handed in counts as known, in whatever order. `previous_broken_at` is what was written before:
    it stays, whatever becomes of the due time. A concession lapses by itself, without a closing.
    """
    proofs = tuple(proofs)
    acts = acts_of(terms, proofs)
    kept_at = _kept_at(terms, acts, now)
    verdict_at = _verdict_at(terms, acts, now)
    state = _state(terms, closing, kept_at, verdict_at, now)
    broken_at = previous_broken_at or _broken_at(terms, acts, state, _end(state, closing, kept_at, now))
    owed = state is State.OWED
    return Standing(
        state=state,
        kept_at=kept_at if state is State.KEPT else None,
        late=state is State.KEPT and kept_at is not None and kept_at > terms.due_at,
        broken_at=broken_at,
        broken=owed and broken_at is not None and terms.promisor is Side.COMPANY,
        reach=max((act.reach_at(now) for act in acts), default=None),
        next_check_at=_next_check_at(terms, state, verdict_at, now),
        overdue=owed and terms.promisor is not Side.COMPANY and terms.due_at < now,
        verdict_at=verdict_at if state is State.IN_PROOF else None,
        why=_why(acts, proofs) if owed else Why.NONE,
    )


def _kept_at(terms: Terms, acts: Sequence[Act], now: datetime) -> datetime | None:
    """When it was kept, judged by what happened and not by when we heard of it; None when it is not."""
    if terms.needs > Reach.PRESUMED:
        moments = [act.met_at for act in acts if act.met_at is not None]
        both_begun = second_channel(acts, lambda act: act.begun_at) if terms.or_second_channel else None
        # Once it is kept by a sign, what still waits is believed as well: time alone never moves the moment.
        if both_begun is not None and (moments or _both_arrived(acts, now)):
            moments.append(both_begun)
        return min(moments, default=None)
    if any(act.reach_at(now) >= terms.needs for act in acts):
        # An earlier hand-over that still waits is believed: a bounce changes what was kept, time alone never.
        return min(act.begun_at for act in acts)
    return None


def _both_arrived(acts: Sequence[Act], now: datetime) -> bool:
    """Whether two channels have each come as far as presumed."""
    arrived = second_channel(acts, lambda act: act.arrived_at)
    return arrived is not None and arrived <= now


def _verdict_at(terms: Terms, acts: Sequence[Act], now: datetime) -> datetime | None:
    """When waiting alone decides: the first presumption keeps it, the last missing sign gives it back."""
    waiting = [act.verdict_at for act in acts if act.verdict_at > now]
    if not waiting:
        return None
    both = second_channel(acts, lambda act: act.arrived_at) if terms.or_second_channel else None
    if terms.needs > Reach.PRESUMED and both is not None and both > now:
        return both  # then two channels are enough
    return max(waiting) if terms.needs > Reach.PRESUMED else min(waiting)


def _state(
    terms: Terms,
    closing: Closing | None,
    kept_at: datetime | None,
    verdict_at: datetime | None,
    now: datetime,
) -> State:
    if closing is not None and closing.state is not State.LAPSED:
        return closing.state
    if kept_at is not None:
        return State.KEPT
    if verdict_at is not None:
        return State.IN_PROOF
    if terms.kind is Kind.CONCESSION and terms.due_at < now:
        return State.LAPSED
    return State.OWED


def _end(state: State, closing: Closing | None, kept_at: datetime | None, now: datetime) -> datetime:
    """Until when the promise was alive."""
    if state is State.KEPT and kept_at is not None:
        return kept_at
    return closing.at if closing is not None and not state.open else now


def _broken_at(terms: Terms, acts: Sequence[Act], state: State, end: datetime) -> datetime | None:
    """The due time, when the promise was owed and not in proof at any moment between due and its end."""
    if terms.promisor is not Side.COMPANY or terms.kind is Kind.CONCESSION or state is State.VOID:
        return None
    if end <= terms.due_at:
        return None
    in_proof_until = terms.due_at
    for act in sorted(acts, key=lambda each: each.begun_at):
        if act.begun_at > in_proof_until:
            break
        in_proof_until = max(in_proof_until, act.verdict_at)
    return terms.due_at if state is State.OWED or in_proof_until < end else None


def _next_check_at(terms: Terms, state: State, verdict_at: datetime | None, now: datetime) -> datetime | None:
    if state is State.IN_PROOF:
        return verdict_at
    if state is not State.OWED or terms.due_at < now:
        return None
    if terms.warn_at is not None and now < terms.warn_at <= terms.due_at:
        return terms.warn_at
    return terms.due_at + AN_INSTANT


def _why(acts: Sequence[Act], proofs: Sequence[Proof]) -> Why:
    if acts:
        return Why.SIGN_NEVER_CAME
    return Why.WITHDRAWN if proofs else Why.NONE
