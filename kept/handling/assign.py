"""Assign, take, transfer: the case and what is owed in it get another owner."""

from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseTaken, OfferEnded
from kept.cases.locking import lock_case
from kept.cases.models import Case, Offer, OfferState
from kept.handling.gates import may_write
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
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
    return hand(customer_id, case_id, by, None, "taken", by=by.actor, now=now)


@transaction.atomic
def assign_case(customer_id: int, case_id: int, to: Agent, *, by: Agent, now: datetime) -> Case:
    """Give a case to a colleague, who is told."""
    may_write(by)
    return hand(customer_id, case_id, to, None, "assigned", by=by.actor, now=now)


@transaction.atomic
def transfer_case(
    customer_id: int, case_id: int, *, to: Agent | None, team: Team | None, why: str, by: Agent, now: datetime
) -> Case:
    """Hand the whole story over, to a colleague or a team; the words go along as a note by the caller."""
    may_write(by)
    if (to is None) == (team is None):
        raise Refusal("Hand it to one colleague or to one team.", code="to_whom")
    return hand(customer_id, case_id, to, team, "transferred", by=by.actor, now=now, words=why)


def hand(
    customer_id: int, case_id: int, to: Agent | None, team: Team | None, why: str, *,
    by: Actor, now: datetime, words: str = "",
) -> Case:  # fmt: skip
    """Another owner for the case and all that is owed in it; its due times stay. An open offer of it ends."""
    case = lock_case(customer_id, case_id)
    if to is not None:
        may_own(to, case)
    case.owner, case.team = to, team or case.team
    case.store("owner", "team")
    keys = Promise.objects.filter(customer_id=customer_id, case_id=case_id, state__in=OPEN)
    promises = lock_promises(keys.values_list("customer_id", "pk"))
    facts: list[tuple[int, int, Fact, Actor]] = [
        (customer_id, case_id, CaseTaken(case_id, case.owner_id, case.team_id, why), by)
    ]
    for promise in promises:
        owner, answering = case.owner_id, None if case.owner_id else case.team_id
        if (promise.owner_id, promise.team_id) != (owner, answering):
            Promise.objects.filter(customer_id=customer_id, pk=promise.pk).update(
                owner_id=owner, team_id=answering
            )
            facts.append((customer_id, case_id, PromiseGiven(promise.pk, owner, answering), by))
    facts += [(customer_id, case_id, fact, by) for fact in end_offers(case, "withdrawn", by=by, now=now)]
    record_all(facts, now=now)
    lead = team.lead if team else None
    told = to or (lead if lead is not None and case.brand_id in brands_of(lead) else None)
    if told is not None and str(told.actor) != str(by):
        sentence = f"{by.name} gave you “{case.subject or case.reference}”." + (f" {words}" if words else "")
        notify([News(told.pk, "assigned", sentence, case.reference, customer_id)], now=now)
    tell_all([("case", case.reference, case.brand_id), ("owed", case.reference, case.brand_id)])
    return case


def may_own(to: Agent, case: Case) -> None:
    """Refuse whoever could not answer in this case."""
    if not to.is_active or to.role == Role.READER:
        raise Refusal(
            "%(name)s cannot own a case.",
            remedy="Choose somebody who answers.",
            code="cannot_own",
            values={"name": to.name},
        )
    if case.brand_id not in brands_of(to):
        raise Refusal(
            "%(name)s does not see this brand.",
            remedy="Choose somebody who does.",
            code="other_brand",
            values={"name": to.name},
        )


def end_offers(case: Case, how: str, *, by: Actor, now: datetime, why: str = "") -> list[OfferEnded]:
    """End the open offer of this locked case, if there is one; returns the facts to record."""
    open_ones = Offer.objects.filter(customer_id=case.customer_id, case_id=case.pk, state=OfferState.OPEN)
    found = list(open_ones.values_list("pk", flat=True))
    open_ones.update(state=how, ended_at=now, ended_by=str(by), ended_why=why)
    return [OfferEnded(case.pk, offer_id, how) for offer_id in found]
