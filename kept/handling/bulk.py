"""One verb over many cases: each case passes its own gate, lock and fact, and a refusal stops none of the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.handling.assign import assign_case, take_case, transfer_case
from kept.handling.gates import case_for, may_write, promise_for
from kept.handling.note import write_note
from kept.handling.settle import reopen_case, settle_case
from kept.handling.snooze import snooze_case
from kept.handling.spam import mark_spam, not_spam
from kept.promises.close import move, void
from kept.promises.locking import lock_promise
from kept.promises.models import Promise
from kept.refusal import Refusal
from kept.staff.models import Agent, Team


@dataclass(frozen=True, slots=True)
class Undo:
    """How one act is taken back: the verb, what it was done to, and what stood there before (JSON values)."""

    verb: str
    what: str  # reference of a case, or code of a promise
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each: how many were done, which were refused and why, and how the done are taken back."""

    done: int
    refused: tuple[tuple[str, Refusal], ...] = ()  # (what, why not)
    undo: tuple[Undo, ...] = ()


def take_each(codes: Sequence[str], *, by: Agent, now: datetime) -> Outcome:
    """Take the cases of these promises oneself."""

    def verb(case: Case, _promise: Promise) -> Undo:
        if case.owner_id == by.pk:
            raise Refusal("It is yours already.", code="yours_already")
        take_case(case.customer_id, case.pk, by=by, now=now)
        return _owned_before(case, by)

    return _each_case(codes, verb, by)


def assign_each(codes: Sequence[str], to: Agent, *, by: Agent, now: datetime) -> Outcome:
    """Give the cases of these promises to a colleague, who is told."""

    def verb(case: Case, _promise: Promise) -> Undo:
        if case.owner_id == to.pk:
            raise Refusal("%(name)s has it already.", code="has_it_already", values={"name": to.name})
        assign_case(case.customer_id, case.pk, to, by=by, now=now)
        return _owned_before(case, to)

    return take_each(codes, by=by, now=now) if to.pk == by.pk else _each_case(codes, verb, by)


def snooze_each(codes: Sequence[str], *, until: datetime, why: str, by: Agent, now: datetime) -> Outcome:
    """Look at these cases again at this time; what is owed stays owed."""

    def verb(case: Case, _promise: Promise) -> Undo:
        made = snooze_case(case.customer_id, case.pk, until=until, why=why, by=by.actor, now=now)
        return Undo("snooze", made.code, {"due": made.due_at.isoformat()})

    return _each_case(codes, verb, by)


def settle_each(codes: Sequence[str], *, cause: str, by: Agent, now: datetime) -> Outcome:
    """Settle these cases with one cause; those in which something is owed are refused."""

    def verb(case: Case, _promise: Promise) -> Undo:
        settled = settle_case(case.customer_id, case.pk, cause=cause, by=by.actor, now=now)
        return Undo("settle", case.reference, _end_of(settled))

    return _each_case(codes, verb, by)


def spam_each(codes: Sequence[str], *, reason: str, by: Agent, now: datetime) -> Outcome:
    """These cases were never a customer's matter."""

    def verb(case: Case, _promise: Promise) -> Undo:
        spam = mark_spam(case.customer_id, case.pk, reason=reason, by=by, now=now)
        return Undo("spam", case.reference, _end_of(spam))

    return _each_case(codes, verb, by)


def move_each(codes: Sequence[str], *, due_at: datetime, why: str, by: Agent, now: datetime) -> Outcome:
    """Another due time for these promises; the reason stands as a note in each case."""

    def verb(case: Case, promise: Promise) -> Undo:
        moved = move(promise.customer_id, promise.pk, due_at=due_at, words="", by=by.actor, now=now)
        words = f"“{promise.text}” is due at another time. {why}"
        write_note(case.customer_id, case.pk, words, by=by, now=now)
        before = {"due": promise.due_at.isoformat(), "words": promise.due_words}
        return Undo("move", promise.code, {**before, "moved": moved.due_at.isoformat()})

    return _each(codes, verb, by, once_per_case=False)


def take_back(acts: Iterable[Undo], *, by: Agent, now: datetime) -> Outcome:
    """Take back what was done to many, each by a verb of its own; what has changed since is refused."""
    may_write(by)
    done, refused = 0, []
    for act in acts:
        try:
            with transaction.atomic():
                _BACK[act.verb](act, by, now)
        except Refusal as refusal:
            refused.append((act.what, refusal))
        else:
            done += 1
    return Outcome(done, tuple(refused))


Verb = Callable[[Case, Promise], Undo]


def _each_case(codes: Sequence[str], verb: Verb, by: Agent) -> Outcome:
    return _each(codes, verb, by, once_per_case=True)


def _each(codes: Sequence[str], verb: Verb, by: Agent, *, once_per_case: bool) -> Outcome:
    """Two promises of one case are one case."""
    may_write(by)
    seen: set[tuple[int, int]] = set()
    refused, undo = [], []
    for code in dict.fromkeys(codes):
        name = code
        try:
            known = promise_for(by, code)
            name = known.text
            with transaction.atomic():  # what an undo goes back to is read under the lock
                promise = lock_promise(known.customer_id, known.pk)
                case = lock_case(promise.customer_id, promise.case_id)
                key = (promise.customer_id, promise.case_id if once_per_case else promise.pk)
                name = f"{promise.text} ({case.reference})"
                if key not in seen:
                    seen.add(key)
                    undo.append(verb(case, promise))
        except Refusal as refusal:
            refused.append((name, refusal))
    return Outcome(len(undo), tuple(refused), tuple(undo))


def _owned_before(case: Case, now_with: Agent) -> Undo:
    return Undo("owner", case.reference, {"owner": case.owner_id, "team": case.team_id, "to": now_with.pk})


def _locked(act: Undo, by: Agent) -> Case:
    """The case of an act, through its gate and under its lock."""
    case = case_for(by, act.what)
    return lock_case(case.customer_id, case.pk)


def _promise(act: Undo, by: Agent) -> Promise:
    """The promise of an act, through its gate and under its case's lock."""
    promise = promise_for(by, act.what)
    return lock_promise(promise.customer_id, promise.pk)


def _end_of(case: Case) -> dict[str, Any]:
    return {"at": case.settled_at.isoformat() if case.settled_at else "", "by": case.settled_by}


def _refuse_changed(case: Case, act: Undo) -> None:
    """What somebody has opened and ended again since is his."""
    if _end_of(case) != act.before:
        raise Refusal("Somebody else has ended it meanwhile, or it is open again.", code="ended_again")


def _give_back(act: Undo, by: Agent, now: datetime) -> None:
    case = _locked(act, by)
    if case.owner_id != act.before["to"]:
        raise Refusal("Somebody else has it meanwhile.", code="owner_changed")
    owner = Agent.objects.filter(pk=act.before["owner"]).first()
    if owner is not None:
        assign_case(case.customer_id, case.pk, owner, by=by, now=now)
        return
    team = Team.objects.filter(pk=act.before["team"], closed_at=None).first()
    if team is None:
        raise Refusal(
            "Who had it before cannot have it again.", remedy="Give it to somebody.", code="nobody_before"
        )
    transfer_case(case.customer_id, case.pk, to=None, team=team, why="", by=by, now=now)


def _wake(act: Undo, by: Agent, now: datetime) -> None:
    promise = _promise(act, by)
    if promise.due_at != datetime.fromisoformat(act.before["due"]):
        raise Refusal("It was put to another time meanwhile.", code="moved_again")
    void(promise.customer_id, promise.pk, why="mistake", by=by.actor, now=now)


def _open_again(act: Undo, by: Agent, now: datetime) -> None:
    case = _locked(act, by)
    _refuse_changed(case, act)
    reopen_case(case.customer_id, case.pk, why="", by=by.actor, now=now)


def _no_spam(act: Undo, by: Agent, now: datetime) -> None:
    case = _locked(act, by)
    _refuse_changed(case, act)
    not_spam(case.customer_id, case.pk, by=by, now=now)


def _move_back(act: Undo, by: Agent, now: datetime) -> None:
    promise = _promise(act, by)
    if promise.due_at != datetime.fromisoformat(act.before["moved"]):
        raise Refusal("Its time was moved again meanwhile.", code="moved_again")
    due_at = datetime.fromisoformat(act.before["due"])
    words = act.before.get("words", "")
    move(promise.customer_id, promise.pk, due_at=due_at, words=words, by=by.actor, now=now)


_BACK: Mapping[str, Callable[[Undo, Agent, datetime], None]] = {
    "owner": _give_back,
    "snooze": _wake,
    "settle": _open_again,
    "spam": _no_spam,
    "move": _move_back,
}
