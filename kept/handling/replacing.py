"""Other terms for a promise, with the customer's knowledge: a new one takes the place of the old."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kept.handling.gates import may_write
from kept.promises.close import supersede
from kept.promises.locking import lock_promise
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.refusal import Refusal
from kept.rules.promise import Kind
from kept.staff.models import Agent


@transaction.atomic
def replace_promise(
    customer_id: int, promise_id: int, vow: Vow, *, why: str, by: Agent, now: datetime
) -> Promise:
    """Make the new promise and end the old one, which keeps what broke until now. Returns the new one.

    `why` says where and how the customer agreed. Kind, sides and owner stay as they were.
    """
    may_write(by)
    if not why.strip():
        raise Refusal(
            "Say where the customer agreed to it.",
            remedy="Without the customer's knowledge the old promise stands.",
            code="no_agreement",
        )
    old = lock_promise(customer_id, promise_id)
    if old.kind == Kind.ANSWER:
        raise Refusal(
            "A promise to answer is not replaced by another.",
            remedy="Answer, or give it another time.",
            code="answer_not_replaced",
        )
    terms = replace(
        vow,
        kind=old.kind,
        promisor=old.promisor,
        owner_id=old.owner_id,
        team_id=old.team_id,
        origin_contact_id=old.origin_contact_id,
    )
    fresh = make_promise(customer_id, old.case_id, terms, by=by.actor, now=now)
    supersede(customer_id, promise_id, by_promise_id=fresh.pk, why=why.strip(), by=by.actor, now=now)
    return fresh
