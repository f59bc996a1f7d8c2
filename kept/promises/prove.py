"""Evidence: taking it, withdrawing it, and what the promise becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.promises.checking import check
from kept.promises.facts import EvidenceTaken, EvidenceWithdrawn
from kept.promises.locking import lock_promise
from kept.promises.models import Evidence, Promise
from kept.promises.reckon import Change, evidence_of, facts_of, reckon, save
from kept.promises.rejoin import rejoin_answers
from kept.promises.reopening import reopen_cases
from kept.promises.summary import summarise
from kept.promises.telling import tell_promise
from kept.refusal import Refusal
from kept.rules.promise import Reach, Verb
from kept.storage.rows import draw_id


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that proves: how far it reaches, when it happened, where it came from."""

    reach: Reach
    happened_at: datetime
    source: str  # relay | clock | bounce | reply | attested | payment …
    channel: str = ""
    contact_id: int | None = None
    outgoing_id: int | None = None
    reason: str = ""


@transaction.atomic
def keep_promise(customer_id: int, promise_id: int, sign: Sign, *, by: Actor, now: datetime) -> Promise:
    """Take a proof; keeping late still counts as keeping, and says so. An attested one needs a reason."""
    if sign.source == "attested" and not sign.reason.strip():
        raise Refusal(
            "Say how you know that it was kept.", remedy="One sentence is enough.", code="no_reason"
        )
    promise = lock_promise(customer_id, promise_id)
    check(promise, Verb.PROVE, evidence_of(promise), now=now)
    take(promise, sign, by=by, now=now)
    tell_promise(promise)
    return promise


def take(promise: Promise, sign: Sign, *, by: Actor, now: datetime) -> Change:
    """Take a proof for a locked promise; the same sign twice changes nothing."""
    evidence = evidence_of(promise)
    known = [
        row
        for row in evidence
        if sign.outgoing_id is not None and row.outgoing_id == sign.outgoing_id and row.reach == sign.reach
    ]
    facts: list[Fact] = []
    if not known:
        row = Evidence(
            pk=draw_id(Evidence),
            customer_id=promise.customer_id,
            promise_id=promise.pk,
            contact_id=sign.contact_id,
            outgoing_id=sign.outgoing_id,
            source=sign.source,
            channel=sign.channel,
            reach=int(sign.reach),
            happened_at=sign.happened_at,
            recorded_at=now,
            by=str(by),
            reason=sign.reason,
        )
        row.save(force_insert=True)
        evidence.append(row)
        facts.append(EvidenceTaken(promise.pk, row.pk, row.reach, row.source, row.happened_at))
        promise.tended_at = now
    return _finish(promise, evidence, facts, by=by, now=now)


def withdraw(promise: Promise, outgoing_id: int, why: str, *, by: Actor, now: datetime) -> Change:
    """Take back what a message proved (it bounced): a locked promise may be owed again."""
    evidence = evidence_of(promise)
    facts: list[Fact] = []
    for row in evidence:
        if row.outgoing_id == outgoing_id and row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_why = now, why
            row.store("withdrawn_at", "withdrawn_why")
            facts.append(EvidenceWithdrawn(promise.pk, row.pk, row.source))
    return _finish(promise, evidence, facts, by=by, now=now)


def still_on_its_way(promise: Promise, outgoing_id: int, *, by: Actor, now: datetime) -> Change:
    """A relay says that it still tries: the grace of a locked promise's evidence runs from now."""
    evidence = evidence_of(promise)
    facts: list[Fact] = []
    for row in evidence:
        if row.outgoing_id == outgoing_id and row.withdrawn_at is None:
            row.delayed_at = now
            if row.reach == Reach.PRESUMED:
                # What silence showed is not so; how far it got before stands.
                row.withdrawn_at, row.withdrawn_why = now, "it is still on its way"
                facts.append(EvidenceWithdrawn(promise.pk, row.pk, row.source))
            row.store("delayed_at", "withdrawn_at", "withdrawn_why")
    return _finish(promise, evidence, facts, by=by, now=now)


def _finish(
    promise: Promise, evidence: Sequence[Evidence], facts: Sequence[Fact], *, by: Actor, now: datetime
) -> Change:
    change = reckon(promise, evidence, now=now)
    change.facts[:0] = facts
    rejoin_answers(change, by=by, now=now)
    save([change])
    record_all(facts_of([change], by) + reopen_cases([change], by=by, now=now), now=now)
    summarise([(promise.customer_id, promise.case_id)])
    return change
