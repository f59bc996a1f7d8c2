"""The authored ends and changes of a promise: release, supersede, void, move, give."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.promises.facts import (
    PromiseGiven,
    PromiseOwedAgain,
    PromiseReleased,
    PromiseRescheduled,
    PromiseSuperseded,
    PromiseVoid,
)
from kept.promises.locking import lock_promise
from kept.promises.models import Evidence, Promise
from kept.promises.reckon import facts_of, reckon, save
from kept.promises.summary import summarise
from kept.refusal import Refusal
from kept.rules.promise import State, Verb, may
from kept.storage.live import tell_all


class PromiseRefuses(Refusal):
    """The promise stands where this verb has no place."""

    code = "promise_refuses"


@transaction.atomic
def release(
    customer_id: int, promise_id: int, *, contact_id: int | None, why: str, by: Actor, now: datetime
) -> Promise:
    """The customer lets it go; the contact in which he did is named."""
    if contact_id is None and not why.strip():
        raise Refusal("Name the contact in which the customer let it go.", code="no_contact")
    promise = _checked(customer_id, promise_id, Verb.RELEASE, now)
    promise.closed_contact_id = contact_id
    return _end(promise, State.RELEASED, PromiseReleased(promise.pk, contact_id), why, by, now)


@transaction.atomic
def supersede(
    customer_id: int, promise_id: int, *, by_promise_id: int, why: str, by: Actor, now: datetime
) -> Promise:
    """Replaced by another promise, with the customer's knowledge; what broke before stays broken."""
    promise = _checked(customer_id, promise_id, Verb.SUPERSEDE, now)
    promise.superseded_by_id = by_promise_id
    return _end(promise, State.SUPERSEDED, PromiseSuperseded(promise.pk, by_promise_id), why, by, now)


@transaction.atomic
def void(customer_id: int, promise_id: int, *, why: str, by: Actor, now: datetime) -> Promise:
    """It was never owed: spam, a double, a mistake. Counted, and can be taken back."""
    if not why.strip():
        raise Refusal("Say why it was never owed.", remedy="Spam, double or mistake.", code="no_reason")
    promise = _checked(customer_id, promise_id, Verb.VOID, now)
    return _end(promise, State.VOID, PromiseVoid(promise.pk, why), why, by, now)


@transaction.atomic
def restore(customer_id: int, promise_id: int, *, by: Actor, now: datetime) -> Promise:
    """Take a void back: it is owed as before, broken if its time passed."""
    promise = _checked(customer_id, promise_id, Verb.RESTORE, now)
    promise.state, promise.closed_at, promise.closed_why, promise.closed_by = State.OWED, None, "", ""
    return _reckoned(promise, PromiseOwedAgain(promise.pk, "taken_back"), by, now)


@transaction.atomic
def move(
    customer_id: int, promise_id: int, *, due_at: datetime, words: str, by: Actor, now: datetime
) -> Promise:
    """Another due time. One that had passed stays broken."""
    if due_at <= now:
        raise Refusal(
            "That time has already passed.", remedy="Give a time that lies ahead.", code="due_in_the_past"
        )
    promise = _checked(customer_id, promise_id, Verb.MOVE, now)
    earlier = reckon(promise, _evidence(promise), now=now).facts  # what broke until now stays broken
    was, ahead = promise.due_at, promise.due_at - promise.warn_at
    promise.due_at, promise.due_words, promise.warn_at = due_at, words, max(now, due_at - ahead)
    Promise.objects.filter(customer_id=customer_id, pk=promise_id).update(
        due_at=due_at, due_words=words, warn_at=promise.warn_at, warned_at=None
    )
    promise.warned_at = None
    return _reckoned(promise, PromiseRescheduled(promise.pk, was, due_at), by, now, earlier)


@transaction.atomic
def give(
    customer_id: int, promise_id: int, *, owner_id: int | None, team_id: int | None, by: Actor, now: datetime
) -> Promise:
    """Another owner: a person, or a team until somebody takes it."""
    promise = _checked(customer_id, promise_id, Verb.ASSIGN, now)
    promise.owner_id, promise.team_id = owner_id, None if owner_id else team_id
    Promise.objects.filter(customer_id=customer_id, pk=promise_id).update(
        owner_id=promise.owner_id, team_id=promise.team_id
    )
    fact = PromiseGiven(promise.pk, promise.owner_id, promise.team_id)
    record_all([(customer_id, promise.case_id, fact, by)], now=now)
    _tell(promise)
    return promise


def _checked(customer_id: int, promise_id: int, verb: Verb, now: datetime) -> Promise:
    promise = lock_promise(customer_id, promise_id)
    standing = reckon(_copy(promise), _evidence(promise), now=now).standing
    refused = may(verb, standing)
    if refused is not None:
        raise PromiseRefuses(refused.sentence, code=refused.code)
    return promise


def _end(promise: Promise, state: State, fact: Fact, why: str, by: Actor, now: datetime) -> Promise:
    change = reckon(promise, _evidence(promise), now=now)  # what broke until now is written first
    promise.state, promise.closed_at, promise.closed_by, promise.closed_why = state, now, str(by), why
    promise.next_check_at = None
    Promise.objects.filter(customer_id=promise.customer_id, pk=promise.pk).update(
        closed_by=promise.closed_by,
        closed_why=promise.closed_why,
        closed_contact_id=promise.closed_contact_id,
        superseded_by_id=promise.superseded_by_id,
    )
    change.facts.append(fact)
    save([change])
    record_all(facts_of([change], by), now=now)
    summarise([(promise.customer_id, promise.case_id)])
    _tell(promise)
    return promise


def _reckoned(
    promise: Promise, fact: Fact, by: Actor, now: datetime, earlier: Sequence[Fact] = ()
) -> Promise:
    change = reckon(promise, _evidence(promise), now=now)
    change.facts[:0] = [*earlier, fact]
    save([change])
    record_all(facts_of([change], by), now=now)
    summarise([(promise.customer_id, promise.case_id)])
    _tell(promise)
    return promise


def _copy(promise: Promise) -> Promise:
    return Promise(
        **{field.attname: getattr(promise, field.attname) for field in promise._meta.concrete_fields}
    )


def _evidence(promise: Promise) -> list[Evidence]:
    return list(
        Evidence.objects.filter(customer_id=promise.customer_id, promise_id=promise.pk).order_by("pk")
    )


def _tell(promise: Promise) -> None:
    tell_all([("owed", promise.code, promise.brand_id), ("case", str(promise.case_id), promise.brand_id)])
