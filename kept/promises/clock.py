"""The clock over promises: warns, breaks, gives verdicts, escalates. Its cost follows what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from kept.ledger.actor import CLOCK
from kept.ledger.record import record_all
from kept.pledge.queries import current
from kept.promises.escalation import Listeners, escalate
from kept.promises.facts import PromiseWarned
from kept.promises.locking import lock_promises
from kept.promises.models import Evidence, Promise
from kept.promises.reckon import Change, by_promise, facts_of, reckon, save, watch
from kept.promises.rejoin import rejoin_answers
from kept.promises.reopening import reopen_cases
from kept.promises.summary import summarise
from kept.rules.promise import State
from kept.staff.actions import notify
from kept.storage.fanning import fan_out
from kept.storage.live import tell_all

log = structlog.get_logger(__name__)

#: Promises per transaction: large enough to share statements, small enough to hold locks briefly.
BATCH = 250

_DUE = """
SELECT p.customer_id, p.id, p.case_id FROM promises_promise p
WHERE p.state IN ('owed', 'in_proof') AND p.next_check_at <= %s
ORDER BY p.next_check_at LIMIT %s
"""

#: Cases first, as everywhere; a case that somebody holds is left for the next round.
_LOCK_CASES = """
SELECT c.customer_id, c.id, c.reference, u.name, c.team_id FROM cases_case c
JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) ON c.customer_id = k.customer_id AND c.id = k.id
JOIN customers_customer u ON u.id = c.customer_id
ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round did."""

    looked_at: int
    broken: int

    def __bool__(self) -> bool:
        return self.looked_at > 0


def sweep(*, now: datetime, limit: int = BATCH) -> Swept:
    """Look at promises whose next moment has come; call again while it returns something."""
    with fan_out("promises that the clock must look at"), connection.cursor() as cursor:
        cursor.execute(_DUE, [now, limit])
        candidates = cursor.fetchall()
    if not candidates:
        return Swept(0, 0)
    try:
        with transaction.atomic():
            return _sweep(candidates, now)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or others were in the way: the next round is soon
    except Exception:  # One promise that cannot be reckoned must not stop the clock for all others.
        if len(candidates) == 1:
            raise
        log.exception("a round of the clock failed; one by one", promises=len(candidates))
        return _one_by_one(candidates, now)


def _one_by_one(candidates: Sequence[tuple[int, int, int]], now: datetime) -> Swept:
    looked_at = broken = 0
    for candidate in candidates:
        try:
            with transaction.atomic():
                swept = _sweep([candidate], now)
        except (OperationalError, InterfaceError):
            raise
        except (
            Exception
        ):  # It stays due, is logged each time, and is left behind by those that can be reckoned.
            log.exception("a promise cannot be reckoned", customer=candidate[0], promise=candidate[1])
            continue
        looked_at, broken = looked_at + swept.looked_at, broken + swept.broken
    return Swept(looked_at, broken)


def _sweep(candidates: Sequence[tuple[int, int, int]], now: datetime) -> Swept:
    cases = _lock_cases(candidates)
    keys = [(customer, promise) for customer, promise, case in candidates if (customer, case) in cases]
    promises = [
        p
        for p in lock_promises(keys, skip_locked=True)
        if p.next_check_at is not None and p.next_check_at <= now and State(p.state).open
    ]
    evidence = by_promise(_evidence([p for p in promises if p.state == State.IN_PROOF or p.reach]))
    listeners, pledge = Listeners(), current()
    changes, news = [], []
    for promise in promises:
        reference, name, team_id = cases[(promise.customer_id, promise.case_id)]
        change = reckon(promise, evidence.get((promise.customer_id, promise.pk), ()), now=now)
        _warn(change, now)
        news += escalate(
            change, pledge, listeners, team_id=team_id, reference=reference, customer=name, now=now
        )
        watch(promise, change.standing.next_check_at)
        changes.append(change)
    held = {(p.customer_id, p.pk): p for p in promises}
    for change in changes:
        rejoin_answers(change, by=CLOCK, now=now, among=held)
    save(changes)
    record_all(facts_of(changes, CLOCK) + reopen_cases(changes, by=CLOCK, now=now), now=now)
    summarise((c.promise.customer_id, c.promise.case_id) for c in changes if c.promise.state != c.before)
    notify(news, now=now)
    tell_all(
        [("owed", "", brand) for brand in {c.promise.brand_id for c in changes}]
        + [
            ("case", cases[(c.promise.customer_id, c.promise.case_id)][0], c.promise.brand_id)
            for c in changes[:20]
        ]
    )
    return Swept(len(promises), sum(change.broke for change in changes))


def _warn(change: Change, now: datetime) -> None:
    promise = change.promise
    if promise.state == State.OWED and promise.warned_at is None and promise.warn_at <= now:
        promise.warned_at = now
        if promise.due_at >= now and promise.promisor == "company":
            change.facts.append(PromiseWarned(promise.pk, promise.due_at))
            promise.escalated, promise.escalate_at = 0, now


def _lock_cases(
    candidates: Sequence[tuple[int, int, int]],
) -> dict[tuple[int, int], tuple[str, str, int | None]]:
    keys = sorted({(customer, case) for customer, _, case in candidates}, key=lambda key: key[1])
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CASES, [[customer for customer, _ in keys], [case for _, case in keys]])
        return {(customer, case): tuple(rest) for customer, case, *rest in cursor.fetchall()}


def _evidence(promises: list[Promise]) -> list[Evidence]:
    if not promises:
        return []
    return list(
        Evidence.objects.raw(
            "SELECT e.* FROM promises_evidence e JOIN unnest(%s::bigint[], %s::bigint[]) AS k(customer_id, id) "
            "ON e.customer_id = k.customer_id AND e.promise_id = k.id ORDER BY e.id",
            [[p.customer_id for p in promises], [p.pk for p in promises]],
        )
    )
