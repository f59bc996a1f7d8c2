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
        raise NotFound(f"No single active agent is called “{who}”.", remedy="Give the agent's mail address.")
    return found[0]


def agents() -> QuerySet[Agent]:
    """Everybody who can be given something, by name."""
    return Agent.objects.filter(is_active=True).exclude(role=Role.READER).order_by("name")


def team_for(brand_id: int) -> Team:
    """The team that answers for a brand until somebody takes a case."""
    team = (
        Team.objects.filter(brand_id=brand_id).order_by("pk").first() or Team.objects.order_by("pk").first()
    )
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
