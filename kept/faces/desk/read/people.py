"""Who works here, as the pages about people show it: state, places, knowledge, hours, absences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from kept.faces.desk.forms.people import DAYS
from kept.pledge.times import WEEKDAYS
from kept.staff.first_link import Invited, Stands, invitations
from kept.staff.knowing import LANGUAGES
from kept.staff.models import (
    Absence,
    Agent,
    AgentLanguage,
    AgentSkill,
    BrandSeat,
    Membership,
    Role,
    Skill,
    Team,
    WorkingWeek,
)


@dataclass(frozen=True, slots=True)
class AbsenceSeen:
    """An absence; `reason` is "" for whom it is none of his business."""

    pk: int
    agent_id: int
    name: str
    begins: datetime
    ends: datetime | None
    now: bool
    stand_in: str
    reason: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """A colleague on the list, and on his page."""

    pk: int
    name: str
    email: str
    role: str
    active: bool
    signed_in: bool  # ever
    seen: datetime | None
    invited: Invited | None
    brands: tuple[str, ...]  # empty: all
    teams: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    away: AbsenceSeen | None
    direct_line: str = ""

    @property
    def state(self) -> str:
        """Where he stands, in one or two words."""
        if not self.active:
            return _("No longer here")
        if self.away is not None:
            return _("Away")
        if self.signed_in:
            return _("Works here")
        return {
            Stands.OPEN: _("Invited"),
            Stands.OVER: _("Invitation ran out"),
            Stands.REVOKED: _("Invitation taken back"),
        }.get(self.invited.stands if self.invited else Stands.ACCEPTED, _("Not invited yet"))


def role_name(role: str) -> str:
    """A role in a word or two."""
    return {
        Role.READER: _("Reader"),
        Role.AGENT: _("Agent"),
        Role.LEAD: _("Lead"),
        Role.HEAD: _("Head of the company"),
        Role.ADMIN: _("Admin"),
    }[Role(role)]


def people(rows: Iterable[Agent], reader: Agent, *, now: datetime) -> list[PersonSeen]:
    """These colleagues, in a fixed number of queries."""
    found = list(rows)
    ids = [row.pk for row in found]
    seats = _grouped(BrandSeat.objects.filter(agent__in=ids, brand__retired_at=None), "brand__name")
    teams = _grouped(Membership.objects.filter(agent__in=ids, team__closed_at=None), "team__name")
    languages = _grouped(AgentLanguage.objects.filter(agent__in=ids), "language")
    skills = _grouped(AgentSkill.objects.filter(agent__in=ids), "skill__name")
    invited = invitations(now=now)
    away = {each.agent_id: each for each in absences(reader, now=now, of=ids) if each.now}
    sessions = UserSession.objects.filter(user__in=ids).values("user_id").annotate(last=Max("last_seen_at"))
    seen = {row["user_id"]: row["last"] for row in sessions}
    return [
        PersonSeen(
            pk=row.pk,
            name=row.name,
            email=row.email,
            role=role_name(row.role),
            active=row.is_active,
            signed_in=row.last_login is not None or row.pk in seen,
            seen=max(filter(None, (row.last_login, seen.get(row.pk))), default=None),
            invited=invited.get(row.pk),
            brands=() if row.all_brands else tuple(seats[row.pk]),
            teams=tuple(teams[row.pk]),
            languages=tuple(_(LANGUAGES.get(code, code)) for code in languages[row.pk]),
            skills=tuple(skills[row.pk]),
            away=away.get(row.pk),
            direct_line=row.direct_line,
        )
        for row in found
    ]


def absences(reader: Agent, *, now: datetime, of: Sequence[int] | None = None) -> list[AbsenceSeen]:
    """Absences of this moment and to come, the earliest first."""
    rows = Absence.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), called_off_at=None)
    if of is not None:
        rows = rows.filter(agent__in=of)
    return [
        AbsenceSeen(
            pk=row.pk,
            agent_id=row.agent_id,
            name=row.agent.name,
            begins=row.begins_at,
            ends=row.ends_at,
            now=row.begins_at <= now,
            stand_in=row.stand_in.name if row.stand_in else "",
            reason=row.reason if reader.leads or reader.pk == row.agent_id else "",
            may_end=reader.role != Role.READER and (reader.leads or reader.pk == row.agent_id),
        )
        for row in rows.filter(agent__is_active=True).select_related("agent", "stand_in").order_by("begins_at", "pk")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """A team with who is in it."""

    pk: int
    name: str
    lead: str
    brand: str  # "": any
    members: tuple[str, ...]


def teams() -> list[TeamSeen]:
    """All teams that are there, the first one first."""
    rows = list(Team.objects.filter(closed_at=None).select_related("lead", "brand").order_by("pk"))
    members: dict[int, list[str]] = defaultdict(list)
    inside = Membership.objects.filter(team__in=rows, agent__is_active=True).order_by("agent__name")
    for team, name in inside.values_list("team_id", "agent__name"):
        members[team].append(name)
    return [
        TeamSeen(
            row.pk,
            row.name,
            row.lead.name if row.lead and row.lead.is_active else "",
            row.brand.name if row.brand else "",
            tuple(members[row.pk]),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class SkillSeen:
    """A skill with the words that ask for it, and who has it."""

    pk: int
    name: str
    words: tuple[str, ...]
    people: tuple[str, ...]


def skills() -> list[SkillSeen]:
    """The list of skills."""
    people: dict[int, list[str]] = defaultdict(list)
    known = AgentSkill.objects.filter(agent__is_active=True).order_by("agent__name")
    for skill, name in known.values_list("skill_id", "agent__name"):
        people[skill].append(name)
    return [
        SkillSeen(row.pk, row.name, tuple(row.words), tuple(people[row.pk]))
        for row in Skill.objects.order_by("name")
    ]


def hours(agent: Agent) -> tuple[str, list[tuple[str, str]]]:
    """His own hours: the zone, and each day's name with its shifts; nothing when the brand's are his."""
    row = WorkingWeek.objects.filter(agent=agent).first()
    if row is None:
        return "", []
    return row.zone, [(str(DAYS[day]), ", ".join(row.shifts.get(day, ())) or _("off")) for day in WEEKDAYS]


def _grouped(rows: QuerySet, name: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for agent, value in rows.order_by(name).values_list("agent_id", name):
        found[agent].append(value)
    return found
