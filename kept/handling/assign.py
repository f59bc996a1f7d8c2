"""Assign, take, transfer: the case and what is owed in it get another owner."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseTaken
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.handling.gates import may_write
from kept.ledger.actor import Actor
from kept.ledger.record import record_all
from kept.promises.facts import PromiseGiven
from kept.promises.locking import lock_promises
from kept.promises.models import OPEN, Promise
from kept.refusal import Refusal
from kept.staff.actions import News, notify
from kept.staff.models import Agent, Role, Team
from kept.staff.queries import brands_of
from kept.storage.live import tell_all


@transaction.atomic
def take_case(customer_id: int, case_id: int, *, by: Agent, now: datetime) -> Case:
    """Take a case oneself."""
    may_write(by)
    return _hand(customer_id, case_id, by, None, "taken", by=by.actor, now=now)


@transaction.atomic
def assign_case(customer_id: int, case_id: int, to: Agent, *, by: Agent, now: datetime) -> Case:
    """Give a case to a colleague, who is told."""
    may_write(by)
    return _hand(customer_id, case_id, to, None, "assigned", by=by.actor, now=now)


@transaction.atomic
def transfer_case(
    customer_id: int, case_id: int, *, to: Agent | None, team: Team | None, why: str, by: Agent, now: datetime
) -> Case:
    """Hand the whole story over, to a colleague or a team; the words go along as a note by the caller."""
    may_write(by)
    if (to is None) == (team is None):
        raise Refusal("Hand it to one colleague or to one team.", code="to_whom")
    return _hand(customer_id, case_id, to, team, "transferred", by=by.actor, now=now, words=why)


def _hand(
    customer_id: int, case_id: int, to: Agent | None, team: Team | None, why: str, *,
    by: Actor, now: datetime, words: str = "",
) -> Case:  # fmt: skip
    if to is not None and (not to.is_active or to.role == Role.READER):
        raise Refusal(
            f"{to.name} cannot own a case.", remedy="Choose somebody who answers.", code="cannot_own"
        )
    case = lock_case(customer_id, case_id)
    if to is not None and case.brand_id not in brands_of(to):
        raise Refusal(
            f"{to.name} does not see this brand.", remedy="Choose somebody who does.", code="other_brand"
        )
    case.owner, case.team = to, team or case.team
    case.store("owner", "team")
    keys = Promise.objects.filter(customer_id=customer_id, case_id=case_id, state__in=OPEN)
    promises = lock_promises(keys.values_list("customer_id", "pk"))
    facts = [(customer_id, case_id, CaseTaken(case_id, case.owner_id, case.team_id, why), by)]
    for promise in promises:
        owner, answering = case.owner_id, None if case.owner_id else case.team_id
        if (promise.owner_id, promise.team_id) != (owner, answering):
            Promise.objects.filter(customer_id=customer_id, pk=promise.pk).update(
                owner_id=owner, team_id=answering
            )
            facts.append((customer_id, case_id, PromiseGiven(promise.pk, owner, answering), by))
    record_all(facts, now=now)
    told = to or (team.lead if team else None)
    if told is not None and str(told.actor) != str(by):
        sentence = f"{by.name} gave you “{case.subject or case.reference}”." + (f" {words}" if words else "")
        notify([News(told.pk, "assigned", sentence, case.reference, customer_id)], now=now)
    tell_all([("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)])
    return case
