"""Handing on: what one of us, or a team, holds goes to others. All locks first; then a fact for each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.cases.facts import CaseTaken
from kept.cases.locking import lock_cases
from kept.cases.models import Case, Offer, OfferState
from kept.handling.assign import end_offers
from kept.ledger.actor import Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.promises.facts import PromiseGiven
from kept.promises.locking import lock_promises
from kept.promises.models import OPEN, Promise
from kept.staff.actions import News, notify
from kept.staff.models import Agent, Team
from kept.staff.presence import nearest
from kept.staff.queries import brands_of, team_for
from kept.storage.fanning import fan_out
from kept.storage.live import tell_all

Key = tuple[int, int]
"""Customer, and case or promise."""
Receiver = tuple[int | None, int | None]
"""Agent and team: the agent owns it, or, without one, the team."""


@dataclass(frozen=True, slots=True)
class Handed:
    """How much went to others."""

    cases: int = 0
    promises: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """Open cases, open promises (which may stand in other cases), and cases that are offered to the same."""

    cases: set[Key]
    promises: set[Key]
    offered: set[Key]


def held_by(agent_id: int, *, but: Collection[int] = ()) -> Held:
    """What an agent holds, locked: before any chain head, as every lock on cases. `but`: brands that are left out."""
    with fan_out("what one of us holds"):
        mine = Case.objects.filter(owner=agent_id, settled_at=None, merged_into_id=None).exclude(
            brand_id__in=but
        )
        owed = Promise.objects.filter(owner=agent_id, state__in=OPEN).exclude(brand_id__in=but)
        asked = Offer.objects.filter(to=agent_id, state=OfferState.OPEN).exclude(case__brand_id__in=but)
        return _locked(
            set(mine.values_list("customer_id", "pk")),
            set(owed.values_list("customer_id", "pk", "case_id")),
            set(asked.values_list("customer_id", "case_id")),
        )


def held_by_team(team: Team) -> Held:
    """What a team answers for, locked."""
    with fan_out("what a team answers for"):
        mine = Case.objects.filter(team=team, settled_at=None, merged_into_id=None)
        owed = Promise.objects.filter(team=team, state__in=OPEN)
        asked = Offer.objects.filter(team=team, state=OfferState.OPEN)
        return _locked(
            set(mine.values_list("customer_id", "pk")),
            set(owed.values_list("customer_id", "pk", "case_id")),
            set(asked.values_list("customer_id", "case_id")),
        )


@transaction.atomic
def hand_on(
    agent_id: int, to: Agent | None, held: Held, *, why: str, because: str, by: Actor, now: datetime
) -> Handed:
    """What an agent held goes to `to`, as far as he sees it, or to the team of each case, who are told `because`."""
    seen = brands_of(to) if to is not None else frozenset()
    told: dict[int, int] = {}

    def receiver(case: Case) -> Receiver:
        team = case.team_id or team_for(case.brand_id).pk
        if to is not None and case.brand_id in seen:
            told[to.pk] = told.get(to.pk, 0) + 1
            return to.pk, team
        for lead in nearest(team)[:1]:
            told[lead] = told.get(lead, 0) + 1
        return None, team

    handed = give(held, receiver, why, by=by, now=now, of=agent_id)
    notify(
        [
            News(
                who,
                "assigned",
                f"{because} Yours now: {counted(count)}."
                if to is not None and who == to.pk
                else f"{because} Until somebody takes it, your team answers for {counted(count)}.",
            )
            for who, count in told.items()
        ],
        now=now,
    )
    return handed


@transaction.atomic
def give(
    held: Held, receiver: Callable[[Case], Receiver], why: str, *, by: Actor, now: datetime, of: int | None = None
) -> Handed:  # fmt: skip
    """Each gets its receiver; offers end. `of`: only cases that this agent owns change their owner."""
    cases = lock_cases(held.cases | held.offered)
    promises = lock_promises(held.promises)
    facts: list[tuple[int, int | None, Fact, Actor]] = []
    receivers: dict[Key, Receiver] = {}
    for key in sorted(held.cases & cases.keys(), key=lambda one: one[1]):
        case = cases[key]
        owner, team = receivers[key] = receiver(case)
        if (of is None or case.owner_id == of) and (case.owner_id, case.team_id) != (owner, team):
            case.owner_id, case.team_id = owner, team
            case.store("owner", "team")
            facts.append((case.customer_id, case.pk, CaseTaken(case.pk, owner, team, why), by))
    for promise in promises:
        owner, team = receivers[(promise.customer_id, promise.case_id)]
        answering = None if owner else team
        Promise.objects.filter(customer_id=promise.customer_id, pk=promise.pk).update(
            owner_id=owner, team_id=answering
        )
        fact = PromiseGiven(promise.pk, owner, answering)
        facts.append((promise.customer_id, promise.case_id, fact, by))
    for customer_id, case_id in sorted(held.offered):
        case = cases[(customer_id, case_id)]
        facts += [
            (customer_id, case_id, ended, by)
            for ended in end_offers(case, OfferState.WITHDRAWN, by=by, now=now)
        ]
    record_all(facts, now=now)
    tell_all(
        [("owed", "", brand) for brand in {case.brand_id for case in cases.values()}]
        + [("case", case.reference, case.brand_id) for case in cases.values()][:20]
    )
    return Handed(len(receivers), len(promises))


def counted(cases: int) -> str:
    """So many cases, in words for a notice."""
    return f"{cases} case{'' if cases == 1 else 's'}"


def _locked(cases: set[Key], owed: set[tuple[int, int, int]], offered: set[Key]) -> Held:
    cases |= {(customer, case) for customer, _, case in owed}
    held = Held(cases, {(customer, promise) for customer, promise, _ in owed}, offered)
    lock_cases(held.cases | held.offered)
    lock_promises(held.promises)
    return held
