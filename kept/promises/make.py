"""Making a promise: words, due time, owner, and the rule for its proof."""

from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction

from kept.cases.facts import CaseReopened
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.pledge.queries import CurrentPledge, current
from kept.promises.facts import PromiseMade
from kept.promises.models import Promise, PromiseCode
from kept.promises.summary import summarise
from kept.refusal import Refusal
from kept.rules.codes import compact, draw_promise_code
from kept.rules.promise import Kind, Side, warn_due
from kept.storage.live import tell_all
from kept.storage.rows import Statement, draw_ids, inserting, run_as_one

_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Vow:
    """What is to be promised. `due_words` are the words in which the time was given, if any."""

    kind: str
    text: str
    due_at: datetime
    promisor: str = Side.COMPANY.value
    due_words: str = ""
    due_zone: str = "UTC"
    owner_id: int | None = None  # None: the case's owner
    team_id: int | None = None
    origin_contact_id: int | None = None
    subject: str = ""  # of the pledge's subjects, such as a cancellation: asks for more proof
    channel: str = ""  # of an answer: its own warning time


class DueInThePast(Refusal):
    code = "due_in_the_past"


@transaction.atomic
def make_promise(customer_id: int, case_id: int, vow: Vow, *, by: Actor, now: datetime) -> Promise:
    """Promise something in a case. Refused when it has no words or its time has passed already."""
    if not vow.text.strip():
        raise Refusal("A promise needs words.", remedy="Say what the customer will have.", code="no_words")
    if vow.due_at <= now:
        raise DueInThePast("That time has already passed.", remedy="Give a time that lies ahead.")
    case = lock_case(customer_id, case_id)
    if case.spam_reason:
        raise Refusal("This case is marked as spam.", remedy="Say first that it is none.", code="spam")
    promise_id = draw_ids(Promise, 1)[0]
    row = promise_row(promise_id, case, vow, current(), by=by, now=now)
    insert_promises([row])
    facts: list[Fact] = [made(row), *_open_again(case, vow)]
    record_all([(customer_id, case_id, fact, by) for fact in facts], now=now)
    summarise([(customer_id, case_id)])
    tell_all([("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)])
    return Promise.objects.get(customer_id=customer_id, pk=promise_id)


def _open_again(case: Case, vow: Vow) -> list[CaseReopened]:
    """What is owed from now on opens a settled case; a right that we grant does not."""
    if case.settled_at is None or vow.promisor == Side.CUSTOMER or vow.kind == Kind.CONCESSION:
        return []
    case.settled_at, case.settled_cause, case.settled_by = None, "", ""
    case.store("settled_at", "settled_cause", "settled_by")
    return [CaseReopened(case.pk, "something was promised")]


def promise_row(
    promise_id: int, case: Case, vow: Vow, pledge: CurrentPledge, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """The row of a new promise, owned as its case is unless the vow names somebody."""
    owner, team = (
        (vow.owner_id, vow.team_id) if vow.owner_id or vow.team_id else (case.owner_id, case.team_id)
    )
    need = pledge.pledge.proof.need(vow.kind, vow.subject)
    warn_at = warning_at(vow, case.brand_id, pledge, now=now)
    return {
        "id": promise_id,
        "customer_id": case.customer_id,
        "case_id": case.pk,
        "brand_id": case.brand_id,
        "code": draw_promise_code(_random),
        "kind": Kind(vow.kind).value,
        "promisor": vow.promisor,
        "promisee": Side.CUSTOMER.value if vow.promisor != Side.CUSTOMER else Side.COMPANY.value,
        "text": vow.text.strip(),
        "given_at": now,
        "given_by": str(by),
        "due_at": vow.due_at,
        "due_words": vow.due_words,
        "due_zone": vow.due_zone,
        "warn_at": warn_at,
        "needs": int(need.reach),
        "or_second_channel": need.or_second_channel,
        "owner_id": owner,
        "team_id": None if owner else team,
        "pledge_id": pledge.version_id,
        "origin_contact_id": vow.origin_contact_id,
        "next_check_at": min(warn_at, vow.due_at) if warn_at > now else vow.due_at,
    }


def warning_at(vow: Vow, brand_id: int, pledge: CurrentPledge, *, now: datetime) -> datetime:
    """When its owner is warned: the pledge's open time before due, at the latest halfway."""
    brand = pledge.brand(brand_id)
    span = pledge.pledge.warning_span(brand, vow.channel)
    return warn_due(now, vow.due_at, span.length, brand.week)


def insert_promises(rows: list[dict[str, Any]]) -> None:
    """Insert promises and the directory of their codes."""
    run_as_one(inserting_promises(rows))


def inserting_promises(rows: list[dict[str, Any]]) -> list[Statement | None]:
    """The statements that insert promises and the directory of their codes."""
    codes = [
        {"code": compact(row["code"]), "customer_id": row["customer_id"], "promise_id": row["id"]}
        for row in rows
    ]
    return [inserting(Promise, rows), inserting(PromiseCode, codes)]


def made(row: dict[str, Any]) -> PromiseMade:
    """The fact of a new promise."""
    return PromiseMade(
        row["id"],
        row["code"],
        row["kind"],
        row["promisor"],
        row["due_at"],
        row["pledge_id"],
        row["owner_id"],
        row["team_id"],
    )
