"""Routing: what is known of a case and of the colleagues is gathered, the rules choose, and the best one has it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q

from kept.cases.facts import CaseRouted
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.models import Contact
from kept.customers.models import Customer, Person
from kept.handling.assign import hand
from kept.ledger.actor import Actor
from kept.ledger.models import Entry
from kept.ledger.queries import fact_of
from kept.ledger.record import record
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.rules.hours import day_ends
from kept.rules.promise import Side, State
from kept.rules.routing import (
    Absence,
    Acquaintance,
    Candidate,
    Decision,
    Load,
    Matter,
    Reason,
    asked_skills,
    choose,
)
from kept.staff.actions import News, notify
from kept.staff.knowing import subjects
from kept.staff.models import Absence as AbsenceRow
from kept.staff.models import Agent, AgentLanguage, AgentSkill, BrandSeat, Membership, Role
from kept.staff.presence import nearest, own_weeks
from kept.staff.queries import team_for
from kept.storage.fanning import fan_out

ROUTING = Actor("system", "routing", "Kept")

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
#: Colleagues whom a customer may know; the latest count.
ACQUAINTANCES = 50


@dataclass(frozen=True, slots=True)
class Given:
    """Why somebody was chosen, as the ledger has it; `agent_id` None: nobody fitted."""

    agent_id: int | None
    reasons: tuple[Reason, ...]
    at: datetime


@transaction.atomic
def route_case(customer_id: int, case_id: int, *, now: datetime) -> Decision | None:
    """Give a new case to whoever fits best, with the reasons as a fact; None when it needs nobody any more.

    When nobody fits, the team stays answerable and its lead is told why.
    """
    if current().pledge.routing.mode != "assign":
        return None
    case = lock_case(customer_id, case_id)
    if case.owner_id or case.settled_at or case.merged_into_id or case.spam_reason:
        return None
    if case.next_due_at is None:
        return None  # a machine wrote: nothing is owed, so that nobody is needed
    decision = weigh(case, now=now)
    best = decision.best
    marks = [reason.mark for reason in best.reasons] if best else []
    fact = CaseRouted(case.pk, best.agent_id if best else None, marks)
    if best is None:
        record(fact, customer=customer_id, case=case.pk, by=ROUTING, now=now)
        words = f"Nobody could be given “{case.subject or case.reference}”. {decision.why_nobody}"
        told = _nearest_who_sees(case)
        notify([News(lead, "assigned", words, case.reference, customer_id) for lead in told], now=now)
        return decision
    because = ", ".join(str(reason) for reason in best.reasons)
    to = Agent.objects.get(pk=best.agent_id)
    hand(customer_id, case.pk, to, None, "routed", by=ROUTING, now=now, words=f"Why: {because}.")
    record(fact, customer=customer_id, case=case.pk, by=ROUTING, now=now)
    return decision


def _nearest_who_sees(case: Case) -> list[int]:
    """Whom to turn to about this case: the first who sees its brand."""
    there = nearest(case.team_id)
    see = Agent.objects.filter(Q(all_brands=True) | Q(seats__brand=case.brand_id), pk__in=there)
    seen = set(see.values_list("pk", flat=True))
    return [agent for agent in there if agent in seen][:1]


def given_because(case: Case) -> Given | None:
    """Why the case has the owner that it has; None when a person has decided since, or nobody was looked for."""
    entry = (
        Entry.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, kind__in=("case.routed", "case.assigned")
        )
        .order_by("-seq")
        .first()
    )
    if entry is None or entry.kind != "case.routed":
        return None
    fact = fact_of(entry)
    if fact["owner"] != case.owner_id:
        return None
    name = case.customer.name if case.owner_id else ""
    found = (Reason.from_mark(mark, customer=name) for mark in fact["reasons"])
    return Given(fact["owner"], tuple(reason for reason in found if reason is not None), entry.at)


def weigh(case: Case, *, now: datetime) -> Decision:
    """Who should have this case. A fixed number of queries; the most are over staff, which is small."""
    brand = current().brand(case.brand_id)
    team = case.team or team_for(case.brand_id)
    person = _person(case)
    matter = Matter(
        team=team.name,
        customer=person.name or case.customer.name,
        hours=brand.week,
        brand_languages=frozenset(brand.languages),
        due_at=case.next_due_at,
        language=person.language or case.customer.language,
        skills=asked_skills(case.subject, subjects()),
    )
    colleagues = list(Agent.objects.filter(is_active=True).order_by("pk"))
    ids = [agent.pk for agent in colleagues]
    members = set(Membership.objects.filter(team=team).values_list("agent_id", flat=True))
    seats = set(BrandSeat.objects.filter(brand_id=case.brand_id).values_list("agent_id", flat=True))
    spoken, known = _languages(ids), _skills(ids)
    absences, weeks = _absences(now), own_weeks()
    loads, last = _loads(ids, day_ends(now, brand.week), now)
    acquainted = _acquainted(case, ids)
    candidates = [
        Candidate(
            agent_id=agent.pk,
            name=agent.name,
            reads_only=agent.role == Role.READER,
            sees_brand=agent.all_brands or agent.pk in seats,
            in_team=agent.pk in members,
            languages=frozenset(spoken.get(agent.pk, ())),
            skills=frozenset(known.get(agent.pk, ())),
            hours=weeks.get(agent.pk),
            absences=tuple(absences.get(agent.pk, ())),
            load=loads.get(agent.pk, Load()),
            knows=acquainted.get(agent.pk),
            last_given_at=last.get(agent.pk),
        )
        for agent in colleagues
    ]
    return choose(matter, candidates, now=now)


def _person(case: Case) -> Person | Customer:
    """Who wrote last in this case; the customer when nobody of his did."""
    last = Contact.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, direction="in", person_id__isnull=False
    )
    person_id = last.order_by("-at", "-id").values_list("person_id", flat=True).first()
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    return person or case.customer


def _languages(ids: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for agent, code in AgentLanguage.objects.filter(agent__in=ids).values_list("agent_id", "language"):
        found[agent].append(code)
    return found


def _skills(ids: list[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for agent, name in AgentSkill.objects.filter(agent__in=ids).values_list("agent_id", "skill__name"):
        found[agent].append(name)
    return found


def _absences(now: datetime) -> Mapping[int, list[Absence]]:
    """Absences of this moment and to come."""
    found: dict[int, list[Absence]] = defaultdict(list)
    rows = AbsenceRow.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), called_off_at=None)
    for row in rows:
        found[row.agent_id].append(Absence(row.begins_at, row.ends_at))
    return found


def _loads(
    ids: list[int], ends: datetime, now: datetime
) -> tuple[Mapping[int, Load], Mapping[int, datetime]]:
    """What each of them owes, by when it falls due; and when each was last given something that is still open."""
    owed = Promise.objects.filter(owner__in=ids, state=State.OWED, promisor=Side.COMPANY)
    hour, week = Q(due_at__lt=now + HOUR), Q(due_at__lt=now + WEEK)
    today = Q(due_at__lt=ends)
    with fan_out("what each colleague owes"):
        rows = list(
            owed.values("owner_id")
            .annotate(
                pressing=Count("pk", filter=hour),
                due_today=Count("pk", filter=today & ~hour),
                in_week=Count("pk", filter=week & ~today & ~hour),
                later=Count("pk", filter=~week & ~today),
                last=Max("given_at"),
            )
            .values_list("owner_id", "pressing", "due_today", "in_week", "later", "last")
        )
    loads = {owner: Load(*counts) for owner, *counts, _ in rows}
    return loads, {owner: last for owner, *_, last in rows}


def _acquainted(case: Case, ids: list[int]) -> Mapping[int, Acquaintance]:
    """Who has answered this customer before, in which other case of this brand last: what he wrote himself counts."""
    said = (
        Contact.objects.filter(
            customer_id=case.customer_id, brand_id=case.brand_id, agent__in=ids, direction="out"
        )
        .exclude(case_id=case.pk)
        .order_by("agent_id", "-at")
        .distinct("agent_id")
        .values_list("agent_id", "case_id", "at")[:ACQUAINTANCES]
    )
    rows = list(said)
    cases = Case.objects.filter(customer_id=case.customer_id, pk__in={row[1] for row in rows})
    references = dict(cases.values_list("pk", "reference"))
    return {agent: Acquaintance(references.get(case_id, ""), at) for agent, case_id, at in rows}
