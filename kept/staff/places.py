"""Verbs over places: which brands an agent may see, in which teams he is; teams are formed, changed and closed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.pledge.models import Brand
from kept.refusal import NotFound, Refusal
from kept.staff.actions import DEFAULT_TEAM
from kept.staff.facts import AgentPlaced, AgentSeated, TeamChanged, TeamClosed
from kept.staff.models import Agent, BrandSeat, Membership, Role, Team


@transaction.atomic
def seat(agent: Agent, *, all_brands: bool, brands: Collection[Brand], by: Actor, now: datetime) -> None:
    """Which brands he may see from now on: all, also those to come, or these."""
    if not all_brands and not brands:
        raise Refusal(
            "%(name)s would see no brand at all.",
            remedy="Choose at least one brand.",
            code="no_brand",
            values={"name": agent.name},
        )
    chosen = [] if all_brands else sorted(brand.pk for brand in brands)
    Agent.objects.filter(pk=agent.pk).update(all_brands=all_brands)
    BrandSeat.objects.filter(agent=agent).exclude(brand__in=chosen).delete()
    BrandSeat.objects.bulk_create(
        [BrandSeat(agent=agent, brand_id=brand) for brand in chosen], ignore_conflicts=True
    )
    agent.all_brands = all_brands
    record(AgentSeated(agent.pk, all_brands, chosen), customer=COMPANY, by=by, now=now)


@transaction.atomic
def place(agent: Agent, teams: Collection[Team], *, by: Actor, now: datetime) -> None:
    """In which teams he is from now on. A lead leaves a team only when it has another one."""
    chosen = sorted(team.pk for team in teams)
    led = Team.objects.filter(lead=agent, closed_at=None).exclude(pk__in=chosen).first()
    if led is not None:
        raise Refusal(
            "%(name)s leads %(team)s.",
            remedy="Give the team another lead first.",
            code="leads_team",
            values={"name": agent.name, "team": led.name},
        )
    Membership.objects.filter(agent=agent).exclude(team__in=chosen).delete()
    Membership.objects.bulk_create(
        [Membership(agent=agent, team_id=team) for team in chosen], ignore_conflicts=True
    )
    record(AgentPlaced(agent.pk, chosen), customer=COMPANY, by=by, now=now)


@transaction.atomic
def change_team(
    team: Team | None, *, name: str, lead: Agent | None, brand: Brand | None, members: Collection[Agent],
    by: Actor, now: datetime,
) -> Team:  # fmt: skip
    """Form a team (None), or change one: its name, its lead, the brand it answers for, who is in it."""
    name = name.strip()
    if Team.objects.filter(name__iexact=name).exclude(pk=team.pk if team else None).exists():
        raise Refusal("There is a team %(name)s already.", code="already_there", values={"name": name})
    if lead is not None and (lead.role == Role.READER or not lead.is_active):
        raise Refusal(
            "%(name)s cannot lead a team.",
            remedy="Choose somebody who answers.",
            code="cannot_lead",
            values={"name": lead.name},
        )
    if team is not None and team.name == DEFAULT_TEAM and (name != DEFAULT_TEAM or brand is not None):
        raise Refusal(
            "The team %(team)s answers for whatever no other team answers for, so it keeps its name "
            "and has no brand.",
            values={"team": DEFAULT_TEAM},
            remedy="Form another team for the brand.",
            code="default_team",
        )
    team = team or Team()
    team.name, team.lead, team.brand = name, lead, brand
    team.save()
    inside = {agent.pk for agent in members} | ({lead.pk} if lead else set())
    Membership.objects.filter(team=team).exclude(agent__in=inside).delete()
    Membership.objects.bulk_create(
        [Membership(team=team, agent_id=agent) for agent in sorted(inside)], ignore_conflicts=True
    )
    record(TeamChanged(team.pk, lead.pk if lead else None), customer=COMPANY, by=by, now=now)
    return team


@transaction.atomic
def mark_closed(team: Team, *, into: Team, by: Actor, now: datetime) -> None:
    """The team answers for nothing any more. What it answered for was given to `into` before."""
    if team.name == DEFAULT_TEAM:
        raise Refusal(
            "The team %(team)s stays, so that nothing is without an owner.",
            code="default_team",
            values={"team": DEFAULT_TEAM},
        )
    if team.pk == into.pk or into.closed_at is not None:
        raise Refusal("Give its work to another team that is there.", code="to_whom")
    Team.objects.filter(pk=team.pk).update(closed_at=now, lead=None, brand=None)
    Membership.objects.filter(team=team).delete()
    record(TeamClosed(team.pk, into.pk), customer=COMPANY, by=by, now=now)


@transaction.atomic
def lead_no_more(agent: Agent, *, successor: Agent | None, by: Actor, now: datetime) -> None:
    """The teams that he led are led by his successor, who is in them from then on, if he may lead; else by nobody."""
    lead = successor if successor is not None and successor.leads else None
    for team in Team.objects.filter(lead=agent).order_by("pk"):
        Team.objects.filter(pk=team.pk).update(lead=lead)
        if lead is not None:
            Membership.objects.get_or_create(team=team, agent=lead)
        record(TeamChanged(team.pk, lead.pk if lead else None), customer=COMPANY, by=by, now=now)


def team_by_id(team_id: int) -> Team:
    """A team that is there; NotFound for one that is closed or never was."""
    team = Team.objects.select_related("lead", "brand").filter(pk=team_id, closed_at=None).first()
    if team is None:
        raise NotFound("There is no such team.")
    return team
