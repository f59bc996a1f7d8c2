"""The views that somebody sees at the left: the agent's own in their order, then those that teams share."""

from dataclasses import dataclass

from django.db.models import Count, Q

from kept.faces.desk.models import SavedView
from kept.faces.desk.read.day import Day
from kept.faces.desk.read.filters import condition, parse_query
from kept.faces.desk.read.rows import owed_rows
from kept.refusal import NotFound
from kept.staff.models import Agent, Membership
from kept.storage.fanning import fan_out

#: Views beside which a count stands; further ones show none.
COUNTED = 12


@dataclass(frozen=True, slots=True)
class ViewSeen:
    """A saved view at the left. `count` None: nobody counted."""

    id: int
    name: str
    mine: bool
    team: str = ""
    author: str = ""
    filters: str = ""
    count: int | None = None


def views_of(agent: Agent) -> list[SavedView]:
    """The saved views that this agent sees, in the order of the page."""
    shared = Q(team__in=Membership.objects.filter(agent=agent).values("team"))
    rows = list(
        SavedView.objects.filter(Q(agent=agent) | shared, dropped_at=None)
        .select_related("agent", "team")
        .order_by("place", "pk")
    )
    own = [row for row in rows if row.agent_id == agent.pk]
    return own + sorted(
        (row for row in rows if row.agent_id != agent.pk), key=lambda row: row.name.casefold()
    )


def counted_views(agent: Agent, day: Day) -> list[ViewSeen]:
    """Those views with how much is owed in each: one query more when there are any."""
    rows = views_of(agent)
    totals: dict[str, int] = {}
    if rows:
        counted = {
            f"view_{row.pk}": Count("pk", filter=condition(parse_query(row.filters), agent, day))
            for row in rows[:COUNTED]
            if row.filters
        }
        with fan_out("counts beside saved views"):
            totals = owed_rows(agent).order_by().aggregate(**counted)
    return [seen(row, agent, totals.get(f"view_{row.pk}")) for row in rows]


def seen(row: SavedView, agent: Agent, count: int | None = None) -> ViewSeen:
    """One view as the page shows it."""
    mine = row.agent_id == agent.pk
    team = row.team.name if row.team else ""
    return ViewSeen(row.pk, row.name, mine, team, "" if mine else row.agent.name, row.filters, count)


def view_for(agent: Agent, view_id: int) -> SavedView:
    """The view, if it is the agent's own or shared with a team of his."""
    row = SavedView.objects.filter(pk=view_id, dropped_at=None).select_related("agent", "team").first()
    if row is not None and row.agent_id != agent.pk:
        shares = row.team_id and Membership.objects.filter(team=row.team_id, agent=agent).exists()
        row = row if shares else None
    if row is None:
        raise NotFound("There is no such view.", remedy="Its author may have taken it off.")
    return row


def own_view_for(agent: Agent, view_id: int, *, dropped: bool = False) -> SavedView:
    """The agent's own view; only the author changes it."""
    rows = SavedView.objects.filter(pk=view_id, agent=agent, dropped_at__isnull=not dropped)
    row = rows.select_related("agent", "team").first()
    if row is None:
        raise NotFound("This view is not yours to change.", remedy="Only its author may.")
    return row
