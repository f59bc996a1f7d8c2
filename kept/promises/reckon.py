"""What the rules say of a promise and its evidence, brought into its row and onto the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.pledge.queries import version
from kept.promises.facts import (
    PromiseBroken,
    PromiseBrokenAgain,
    PromiseInProof,
    PromiseKept,
    PromiseLapsed,
    PromiseOverdue,
    PromiseOwedAgain,
)
from kept.promises.models import Evidence, Promise
from kept.rules.promise import Closing, Kind, Proof, Reach, Side, Standing, State, Terms, outcome
from kept.storage.rows import update_rows

#: Columns that a reckoning writes.
COLUMNS = (
    "state",
    "broken_at",
    "noticed_at",
    "warned_at",
    "tended_at",
    "escalated",
    "escalate_at",
    "next_check_at",
    "kept_at",
    "late",
    "reach",
    "fell_back",
    "closed_at",
)


#: An open promise is always watched; after the last step of its escalation nothing more is due by the clock.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(slots=True)
class Change:
    """One promise after reckoning: its new columns (already on the row) and the facts that say so."""

    promise: Promise
    before: str
    standing: Standing
    facts: list[Fact] = field(default_factory=list)

    @property
    def broke(self) -> bool:
        return any(isinstance(fact, PromiseBroken) for fact in self.facts)


def terms_of(promise: Promise) -> Terms:
    """The promise's terms, with the pledge that it was made under."""
    proof = version(promise.pledge_id).proof
    needs = Reach(promise.needs)
    return Terms(
        kind=Kind(promise.kind),
        promisor=Side(promise.promisor),
        given_at=promise.given_at,
        due_at=promise.due_at,
        warn_at=promise.warn_at,
        needs=needs,
        sign_until=proof.sign_grace if needs > Reach.PRESUMED else None,
        bounce_grace=proof.bounce_grace,
        or_second_channel=promise.or_second_channel,
    )


def reckon(promise: Promise, evidence: Iterable[Evidence], *, now: datetime) -> Change:
    """Ask the rules where the promise stands, set its columns, and say what changed."""
    standing = standing_of(promise, evidence, now=now)
    change = Change(promise, promise.state, standing)
    _apply(promise, standing, change, now)
    return change


def standing_of(promise: Promise, evidence: Iterable[Evidence], *, now: datetime) -> Standing:
    """Ask the rules where the promise stands; changes nothing."""
    proofs = [_proof(row) for row in evidence]
    return outcome(terms_of(promise), proofs, _closing(promise), promise.broken_at, now=now)


def evidence_of(promise: Promise) -> list[Evidence]:
    """Everything that was ever brought as a proof of this promise, the withdrawn too."""
    rows = Evidence.objects.filter(customer_id=promise.customer_id, promise_id=promise.pk)
    return list(rows.order_by("pk"))


def save(changes: Sequence[Change]) -> None:
    """Write the reckoned columns of all rows with one statement."""
    update_rows(Promise, [row_of(change.promise) for change in changes])


def row_of(promise: Promise) -> dict[str, Any]:
    return {
        "customer_id": promise.customer_id,
        "id": promise.pk,
        **{name: getattr(promise, name) for name in COLUMNS},
    }


def facts_of(changes: Iterable[Change], by: Actor) -> list[tuple[int, int | None, Fact, Actor]]:
    """The changes' facts as the ledger takes them."""
    return [(c.promise.customer_id, c.promise.case_id, fact, by) for c in changes for fact in c.facts]


def by_promise(evidence: Iterable[Evidence]) -> Mapping[tuple[int, int], list[Evidence]]:
    """Evidence rows by (customer, promise)."""
    found: dict[tuple[int, int], list[Evidence]] = {}
    for row in evidence:
        found.setdefault((row.customer_id, row.promise_id), []).append(row)
    return found


def _apply(promise: Promise, standing: Standing, change: Change, now: datetime) -> None:
    before = change.before
    promise.state = standing.state.value
    promise.reach = int(standing.reach or 0)
    promise.kept_at, promise.late = standing.kept_at, standing.late
    if standing.state == State.KEPT:
        if before != State.KEPT:
            change.facts.append(
                PromiseKept(promise.pk, promise.reach, standing.kept_at or now, standing.late)
            )
            promise.closed_at, promise.fell_back = now, ""
    elif standing.state == State.IN_PROOF:
        if before != State.IN_PROOF:
            change.facts.append(PromiseInProof(promise.pk, promise.reach))
            promise.fell_back, promise.closed_at = "", None
    elif standing.state == State.OWED:
        if before in (State.IN_PROOF, State.KEPT, State.VOID):
            promise.fell_back, promise.closed_at = standing.why.value, None
            change.facts.append(PromiseOwedAgain(promise.pk, standing.why.value or "taken_back"))
            if promise.noticed_at is not None and standing.broken:
                # It broke before, and somebody thought it was dealt with: the alarm begins anew.
                promise.escalated, promise.escalate_at = 0, now
    elif standing.state == State.LAPSED and before != State.LAPSED:
        promise.closed_at = promise.due_at
        change.facts.append(PromiseLapsed(promise.pk, promise.due_at))
    promise.broken_at = standing.broken_at
    if standing.broken_at is not None and promise.noticed_at is None:
        promise.noticed_at = now
        change.facts.append(PromiseBroken(promise.pk, standing.broken_at, now))
        promise.escalated, promise.escalate_at = 0, now
    elif _passed_again(promise, now):
        promise.noticed_at = now
        change.facts.append(PromiseBrokenAgain(promise.pk, promise.due_at, now))
        promise.escalated, promise.escalate_at = 0, now
    if standing.overdue and promise.noticed_at is None and promise.promisor != Side.COMPANY:
        promise.noticed_at = now
        change.facts.append(PromiseOverdue(promise.pk, promise.due_at))
    watch(promise, now if _unwarned(promise, now) else standing.next_check_at)


def _unwarned(promise: Promise, now: datetime) -> bool:
    """Owed (again) within its time of warning, of which nobody has been told: the clock has to look at once."""
    return (
        promise.state == State.OWED
        and promise.promisor == Side.COMPANY
        and promise.warned_at is None
        and promise.warn_at <= now <= promise.due_at
    )


def _passed_again(promise: Promise, now: datetime) -> bool:
    """Its due time was moved after it had broken, and passed unkept once more, which nobody has been told."""
    return (
        promise.state == State.OWED
        and promise.broken_at is not None
        and promise.noticed_at is not None
        and promise.noticed_at <= promise.due_at < now
    )


def watch(promise: Promise, at: datetime | None) -> None:
    """Set when the clock looks again: at the rules' next moment or the next step of the escalation."""
    if standing_open(promise):
        escalate_at = promise.escalate_at if promise.state == State.OWED else None
        promise.next_check_at = min(filter(None, (at, escalate_at)), default=NEVER)
    else:
        promise.next_check_at = promise.escalate_at = None


def standing_open(promise: Promise) -> bool:
    return State(promise.state).open


def _proof(row: Evidence) -> Proof:
    return Proof(
        reach=Reach(row.reach),
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        withdrawn_at=row.withdrawn_at,
        source=row.source,
        of=str(row.outgoing_id or row.pk),
        delayed_at=row.delayed_at,
        channel=row.channel,
    )


def _closing(promise: Promise) -> Closing | None:
    if promise.state in (State.RELEASED, State.SUPERSEDED, State.VOID) and promise.closed_at is not None:
        return Closing(State(promise.state), promise.closed_at)
    return None
