"""Reading who we are: agents, teams, brands they may see, whom to tell."""

from django.db.models import Q, QuerySet

from kept.pledge.models import Brand
from kept.refusal import NotFound
from kept.staff.models import Agent, Role, Team


def brands_of(agent: Agent) -> frozenset[int]:
    """Ids of the brands that this agent may see."""
    brands = (
        Brand.objects.all() if agent.all_brands else Brand.objects.filter(pk__in=agent.seats.values("brand"))
    )
    return frozenset(brands.values_list("pk", flat=True))


def agent_named(who: str) -> Agent:
    """The active agent with this mail address or name; NotFound when there is none or more than one."""
    found = list(Agent.objects.filter(Q(email__iexact=who) | Q(name__iexact=who), is_active=True)[:2])
    if len(found) != 1:
        raise NotFound(
            "No single active agent is called “%(who)s”.",
            remedy="Give the agent's mail address.",
            values={"who": who},
        )
    return found[0]


def agent_by_id(agent_id: int) -> Agent:
    """Somebody who works here or did; NotFound for nobody."""
    agent = Agent.objects.filter(pk=agent_id).first()
    if agent is None:
        raise NotFound("There is no such colleague.")
    return agent


def agents() -> QuerySet[Agent]:
    """Everybody who can be given something, by name."""
    return Agent.objects.filter(is_active=True).exclude(role=Role.READER).order_by("name")


def team_for(brand_id: int) -> Team:
    """The team that answers for a brand until somebody takes a case."""
    there = Team.objects.filter(closed_at=None).order_by("pk")
    team = there.filter(brand_id=brand_id).first() or there.first()
    if team is None:
        raise NotFound("There is no team yet.", remedy="Run `kept doctor`; the first start makes one.")
    return team


def lead_for(team: Team | None) -> Agent | None:
    """Who answers for a team: its lead, else the longest-serving lead, head or admin."""
    if team is not None and team.lead is not None and team.lead.is_active:
        return team.lead
    leads = Agent.objects.filter(is_active=True, role__in=[Role.LEAD, Role.HEAD, Role.ADMIN])
    return leads.order_by("joined_at", "pk").first()


def head() -> Agent | None:
    """The head of the company, else the longest-serving admin."""
    for role in (Role.HEAD, Role.ADMIN):
        found = Agent.objects.filter(is_active=True, role=role).order_by("joined_at", "pk").first()
        if found is not None:
            return found
    return None
