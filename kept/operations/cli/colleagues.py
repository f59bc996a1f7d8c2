"""What `kept people` prints: colleagues, absences, teams, who left, and who fits a case."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.staff.models import Absence, Agent, Team


@dataclass(frozen=True, slots=True)
class ColleagueSeen:
    """A colleague with what routing asks."""

    email: str
    name: str
    role: str
    active: bool
    all_brands: bool
    brands: list[str]
    teams: list[str]
    languages: list[str]
    skills: list[str]
    zone: str
    hours: dict[str, list[str]]
    away_until: datetime | None
    away: bool
    invitation: str


@dataclass(frozen=True, slots=True)
class AbsenceSeen:
    """Somebody's absence; why stays in the desk."""

    email: str
    begins: datetime
    ends: datetime | None
    stand_in: str


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """A team with who is in it."""

    team: str
    lead: str
    brand: str
    members: list[str]


@dataclass(frozen=True, slots=True)
class LeftSeen:
    """Who left, and how much went to others."""

    email: str
    to: str
    cases: int
    promises: int


@dataclass(frozen=True, slots=True)
class FitSeen:
    """Somebody who fits a case, or does not: then without a place."""

    email: str
    name: str
    place: int | None
    points: int | None
    reasons: list[str]


def colleague_seen(agent: "Agent", now: datetime) -> ColleagueSeen:
    """A colleague as he is now."""
    from kept.pledge.models import Brand
    from kept.staff.first_link import invitations
    from kept.staff.models import Team, WorkingWeek
    from kept.staff.presence import away_at
    from kept.staff.queries import brands_of

    brands = Brand.objects.filter(pk__in=brands_of(agent), retired_at=None)
    teams = Team.objects.filter(memberships__agent=agent, closed_at=None)
    week = WorkingWeek.objects.filter(agent=agent).first()
    absence = away_at(now).filter(agent=agent).first()
    invited = invitations(now=now).get(agent.pk)
    return ColleagueSeen(
        email=agent.email,
        name=agent.name,
        role=agent.role,
        active=agent.is_active,
        all_brands=agent.all_brands,
        brands=list(brands.order_by("pk").values_list("slug", flat=True)),
        teams=list(teams.order_by("name").values_list("name", flat=True)),
        languages=list(agent.speaks.order_by("language").values_list("language", flat=True)),
        skills=list(agent.knows.order_by("skill__name").values_list("skill__name", flat=True)),
        zone=week.zone if week else "",
        hours=week.shifts if week else {},
        away_until=absence.ends_at if absence else None,
        away=absence is not None,
        invitation=str(invited.stands) if invited else "",
    )  # fmt: skip


def absence_seen(absence: "Absence") -> AbsenceSeen:
    """An absence as it stands."""
    stand_in = absence.stand_in.email if absence.stand_in else ""
    return AbsenceSeen(absence.agent.email, absence.begins_at, absence.ends_at, stand_in)


def team_seen(team: "Team") -> TeamSeen:
    """A team as it is."""
    inside = team.memberships.filter(agent__is_active=True).order_by("agent__email")
    return TeamSeen(
        team.name,
        team.lead.email if team.lead else "",
        team.brand.slug if team.brand else "",
        list(inside.values_list("agent__email", flat=True)),
    )
