"""Standing in: what falls due while somebody is away goes to who stands in; what is not begun comes back with him."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.cases.locking import lock_cases
from kept.cases.models import Case
from kept.contacts.models import Contact
from kept.ledger.actor import CLOCK, Actor
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.promises.facts import PromiseGiven
from kept.promises.locking import lock_promises
from kept.promises.models import Promise
from kept.rules.promise import Side, State
from kept.staff.actions import News, notify
from kept.staff.models import Absence, Agent, Cover, Team
from kept.staff.presence import Presence, away_at
from kept.staff.queries import brands_of, team_for
from kept.storage.fanning import fan_out
from kept.storage.live import tell_all

#: Promises that change hands in one transaction.
BATCH = 200


def cover_absent(*, now: datetime) -> int:
    """Give what falls due during the absences of now to who stands in, else the team's lead, else the team."""
    presence = Presence(now=now)
    given = 0
    for absence in away_at(now).select_related("agent").order_by("begins_at", "pk"):
        owed = Promise.objects.filter(owner=absence.agent_id, state=State.OWED, promisor=Side.COMPANY)
        if absence.ends_at is not None:
            owed = owed.filter(due_at__lt=absence.ends_at)
        with fan_out("what falls due while its owner is away"):
            keys = list(owed.order_by("due_at", "id").values_list("customer_id", "pk", "case_id")[:BATCH])
        if keys:
            given += _cover(absence, keys, presence, now=now)
    return given


def welcome_back(*, now: datetime) -> int:
    """After an absence: what who stood in has not begun is his own again, and he is told what became of the rest."""
    over = Absence.objects.filter(ends_at__lte=now, called_off_at=None, back_at=None)
    found = list(over.select_related("agent").order_by("ends_at", "pk"))
    for absence in found:
        _give_back(absence, now=now)
    return len(found)


@transaction.atomic
def _cover(absence: Absence, keys: list[tuple[int, int, int]], presence: Presence, *, now: datetime) -> int:
    if not away_at(now).select_for_update(no_key=True).filter(pk=absence.pk, back_at=None).exists():
        return 0  # he came back a moment ago
    cases = lock_cases((customer, case) for customer, _, case in keys)
    promises = [
        promise
        for promise in lock_promises((customer, promise) for customer, promise, _ in keys)
        if promise.owner_id == absence.agent_id and promise.state == State.OWED
    ]
    receivers = _Receivers(absence, presence)
    moved: list[tuple[Promise, int | None, int | None]] = []
    told: dict[int, int] = defaultdict(int)
    for promise in promises:
        case = cases[(promise.customer_id, promise.case_id)]
        owner, team, hears = receivers.of(case)
        moved.append((promise, owner, None if owner else team))
        if hears is not None:
            told[hears] += 1
    _move(moved, by=CLOCK, now=now)
    Cover.objects.bulk_create(
        [
            Cover(
                absence=absence,
                about_customer=promise.customer_id,
                about_promise=promise.pk,
                stand_in_id=owner,
                team_id=team,
                at=now,
            )
            for promise, owner, team in moved
        ],
        update_conflicts=True,
        unique_fields=["absence", "about_customer", "about_promise"],
        update_fields=["stand_in", "team", "at"],
    )
    name = absence.agent.name
    notify(
        [
            News(who, "assigned", f"{name} is away. Yours meanwhile: {_promises(count)}.")
            for who, count in told.items()
        ],
        now=now,
    )
    _tell(cases.values())
    return len(moved)


@transaction.atomic
def _give_back(absence: Absence, *, now: datetime) -> None:
    absence = Absence.objects.select_for_update(of=("self",)).select_related("agent").get(pk=absence.pk)
    if absence.back_at is not None:
        return
    Absence.objects.filter(pk=absence.pk).update(back_at=now)
    covers = {
        (cover.about_customer, cover.about_promise): cover
        for cover in absence.covers.select_related("stand_in")
    }
    if not covers or not absence.agent.is_active:
        return
    with fan_out("what was covered while its owner was away"):
        rows = list(
            Promise.objects.filter(pk__in=[promise for _, promise in covers]).values_list(
                "customer_id", "pk", "case_id"
            )
        )
    cases = lock_cases((customer, case) for customer, _, case in rows)
    promises = lock_promises((customer, promise) for customer, promise, _ in rows)
    back, begun, ended = [], 0, 0
    for promise in promises:
        cover = covers[(promise.customer_id, promise.pk)]
        if promise.state != State.OWED:
            ended += 1
        elif (promise.owner_id, promise.team_id) != (cover.stand_in_id, cover.team_id) or _begun(
            promise, cover
        ):
            begun += 1
        else:
            back.append((promise, absence.agent_id, None))
    _move(back, by=CLOCK, now=now)
    words = [
        f"Welcome back. {_promises(len(covers))} fell due for others while you were away",
        f"{ended} done" if ended else "",
        f"{begun} begun, and left with who began" if begun else "",
        f"{len(back)} yours again" if back else "",
    ]
    sentence = ": ".join([words[0], ", ".join(filter(None, words[1:]))]) + "."
    notify([News(absence.agent_id, "assigned", sentence)], now=now)
    _tell(cases.values())


class _Receivers:
    """Who gets what falls due of somebody who is away; looked up once."""

    def __init__(self, absence: Absence, presence: Presence) -> None:
        self._absence = absence
        self._presence = presence
        stand_in = presence.stand_in(absence.agent_id)
        self._agents = {agent.pk: agent for agent in Agent.objects.filter(is_active=True)}
        self._stand_in = self._agents.get(stand_in) if stand_in else None
        self._teams = {team.pk: team for team in Team.objects.all()}
        self._brands: dict[int, frozenset[int]] = {}

    def of(self, case: Case) -> tuple[int | None, int, int | None]:
        """(owner, team, who is told): who stands in, else the team's lead, else the team with nobody."""
        team = self._teams[case.team_id or team_for(case.brand_id).pk]
        if self._may(self._stand_in, case):
            assert self._stand_in is not None
            return self._stand_in.pk, team.pk, self._stand_in.pk
        lead = self._agents.get(team.lead_id) if team.lead_id else None
        if self._may(lead, case) and lead is not None and self._presence.away(lead.pk) is None:
            return lead.pk, team.pk, lead.pk
        return None, team.pk, None

    def _may(self, agent: Agent | None, case: Case) -> bool:
        if agent is None or agent.pk == self._absence.agent_id:
            return False
        if agent.pk not in self._brands:
            self._brands[agent.pk] = brands_of(agent)
        return case.brand_id in self._brands[agent.pk]


def _begun(promise: Promise, cover: Cover) -> bool:
    """Whether who stood in has said something in the case since, so that it stays with him."""
    said = Contact.objects.filter(
        customer_id=promise.customer_id, case_id=promise.case_id, direction="out", at__gte=cover.at
    )
    return said.filter(Q(agent=cover.stand_in_id) if cover.stand_in_id else Q(agent__isnull=False)).exists()


def _move(moved: list[tuple[Promise, int | None, int | None]], *, by: Actor, now: datetime) -> None:
    """Other owners for locked promises, with a fact each."""
    facts: list[tuple[int, int | None, Fact, Actor]] = []
    for promise, owner, team in moved:
        Promise.objects.filter(customer_id=promise.customer_id, pk=promise.pk).update(
            owner_id=owner, team_id=team
        )
        fact = PromiseGiven(promise.pk, owner, team)
        facts.append((promise.customer_id, promise.case_id, fact, by))
    record_all(facts, now=now)


def _tell(cases: Iterable[Case]) -> None:
    known = list(cases)
    tell_all(
        [("owed", "", brand) for brand in {case.brand_id for case in known}]
        + [("case", case.reference, case.brand_id) for case in known[:20]]
    )


def _promises(count: int) -> str:
    return f"{count} promise{'' if count == 1 else 's'}"
