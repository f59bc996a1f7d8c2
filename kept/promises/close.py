"""The authored ends and changes of a promise: release, supersede, void, move, give."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kept.contacts.models import Contact
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.promises.checking import check
from kept.promises.facts import (
    PromiseGiven,
    PromiseReleased,
    PromiseRescheduled,
    PromiseSuperseded,
    PromiseVoid,
)
from kept.promises.locking import lock_promise
from kept.promises.models import OPEN, Promise
from kept.promises.reckon import evidence_of, facts_of, reckon, save
from kept.promises.rejoin import rejoin_answers
from kept.promises.reopening import reopen_cases
from kept.promises.summary import summarise
from kept.promises.telling import tell_promise
from kept.refusal import NotFound, Refusal
from kept.rules.promise import Side, State, Verb

#: Reasons of a void that may stand on the ledger; a person's own words stay in the promise's row.
NEVER_OWED = ("spam", "double", "mistake")


@transaction.atomic
def release(
    customer_id: int, promise_id: int, *, contact_id: int | None, why: str, by: Actor, now: datetime
) -> Promise:
    """The customer lets it go; the contact in which he did is named."""
    if contact_id is None and not why.strip():
        raise Refusal("Name the contact in which the customer let it go.", code="no_contact")
    named = Contact.objects.filter(customer_id=customer_id, pk=contact_id, direction="in")
    if contact_id is not None and not named.exists():
        raise NotFound("The customer has not sent us this contact.", remedy="Name one of the customer's own.")
    promise = _checked(customer_id, promise_id, Verb.RELEASE, now)
    promise.closed_contact_id = contact_id
    return _end(promise, State.RELEASED, PromiseReleased(promise.pk, contact_id), why, by, now)


@transaction.atomic
def supersede(
    customer_id: int, promise_id: int, *, by_promise_id: int, why: str, by: Actor, now: datetime
) -> Promise:
    """Replaced by another promise, with the customer's knowledge; what broke before stays broken."""
    promise = _checked(customer_id, promise_id, Verb.SUPERSEDE, now)
    there = Promise.objects.filter(
        customer_id=customer_id, pk=by_promise_id, promisor=promise.promisor, state__in=OPEN
    )
    if by_promise_id == promise_id or not there.exists():
        raise Refusal(
            "Only another open promise to this customer can take its place.",
            remedy="Make the new promise first.",
            code="no_replacement",
        )
    promise.superseded_by_id = by_promise_id
    return _end(promise, State.SUPERSEDED, PromiseSuperseded(promise.pk, by_promise_id), why, by, now)


@transaction.atomic
def void(customer_id: int, promise_id: int, *, why: str, by: Actor, now: datetime) -> Promise:
    """It was never owed: spam, a double, a mistake. Counted, and can be taken back."""
    if not why.strip():
        raise Refusal("Say why it was never owed.", remedy="Spam, double or mistake.", code="no_reason")
    promise = _checked(customer_id, promise_id, Verb.VOID, now)
    code = why if why in NEVER_OWED else "stated"
    return _end(promise, State.VOID, PromiseVoid(promise.pk, code), why, by, now)


@transaction.atomic
def restore(customer_id: int, promise_id: int, *, by: Actor, now: datetime) -> Promise:
    """Take a void back: it is owed as before, broken if its time passed."""
    promise = _checked(customer_id, promise_id, Verb.RESTORE, now)
    promise.closed_at, promise.closed_why, promise.closed_by = None, "", ""
    promise.store("closed_why", "closed_by")
    return _reckoned(promise, [], by, now)


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
    earlier = reckon(promise, evidence_of(promise), now=now).facts  # what broke until now stays broken
    was, warn_at = promise.due_at, due_at - (promise.due_at - promise.warn_at)
    promise.due_at, promise.due_words = due_at, words
    promise.warn_at = warn_at if warn_at > now else now + (due_at - now) / 2  # as when one is made so short
    promise.warned_at = None
    if promise.promisor != Side.COMPANY:
        promise.noticed_at = None  # theirs may be overdue a second time, and is followed up again
    promise.store("due_at", "due_words", "warn_at", "warned_at")
    return _reckoned(promise, [*earlier, PromiseRescheduled(promise.pk, was, due_at)], by, now)


@transaction.atomic
def give(
    customer_id: int, promise_id: int, *, owner_id: int | None, team_id: int | None, by: Actor, now: datetime
) -> Promise:
    """Another owner: a person, or a team until somebody takes it."""
    if owner_id is None and team_id is None:
        raise Refusal("Give it to a colleague or to a team.", code="to_whom")
    promise = _checked(customer_id, promise_id, Verb.ASSIGN, now)
    promise.owner_id, promise.team_id = owner_id, None if owner_id else team_id
    Promise.objects.filter(customer_id=customer_id, pk=promise_id).update(
        owner_id=promise.owner_id, team_id=promise.team_id
    )
    fact = PromiseGiven(promise.pk, promise.owner_id, promise.team_id)
    record_all([(customer_id, promise.case_id, fact, by)], now=now)
    tell_promise(promise)
    return promise


def _checked(customer_id: int, promise_id: int, verb: Verb, now: datetime) -> Promise:
    promise = lock_promise(customer_id, promise_id)
    check(promise, verb, evidence_of(promise), now=now)
    return promise


def _end(promise: Promise, state: State, fact: Fact, why: str, by: Actor, now: datetime) -> Promise:
    change = reckon(promise, evidence_of(promise), now=now)  # what broke until now is written first
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
    tell_promise(promise)
    return promise


def _reckoned(promise: Promise, first: Sequence[Fact], by: Actor, now: datetime) -> Promise:
    """Bring the promise to where it stands now; the facts `first` come before those that say where."""
    change = reckon(promise, evidence_of(promise), now=now)
    change.facts[:0] = first
    rejoin_answers(change, by=by, now=now)
    save([change])
    record_all(facts_of([change], by) + reopen_cases([change], by=by, now=now), now=now)
    summarise([(promise.customer_id, promise.case_id)])
    tell_promise(promise)
    return promise
