"""Who is at work: by working hours and absences. Read once, asked often."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.rules.hours import Week, is_open
from kept.staff.models import Absence, Agent, Role, Team, WorkingWeek
from kept.staff.working import check_hours

#: So many stand in for one another at most; longer chains are a mistake.
CHAIN = 5


@dataclass(frozen=True, slots=True)
class Away:
    """That somebody is away now, until when (None: nobody knows), and who stands in."""

    absence_id: int
    until: datetime | None
    stand_in: int | None


def away_at(now: datetime) -> QuerySet[Absence]:
    """The absences of this moment."""
    return Absence.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), begins_at__lte=now, called_off_at=None
    )


def own_weeks() -> dict[int, Week]:
    """The hours of everybody who has hours of his own, by agent."""
    return {row.agent_id: week_of(row) for row in WorkingWeek.objects.all()}


def week_of(row: WorkingWeek) -> Week:
    """An agent's own hours as the rules ask them; the same hours are the same object, which remembers its days."""
    return _week(row.zone, json.dumps(row.shifts, sort_keys=True))


@lru_cache(maxsize=512)
def _week(zone: str, shifts: str) -> Week:
    return Week(ZoneInfo(zone), check_hours(json.loads(shifts), zone))


class Presence:
    """Who is at work at one moment. Three small queries, at the first question."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self._weeks: dict[int, Week] | None = None
        self._away: dict[int, Away] = {}
        self._answering: frozenset[int] = frozenset()

    def away(self, agent_id: int) -> Away | None:
        """His absence, when he is away now."""
        self._read()
        return self._away.get(agent_id)

    def at_work(self, agent_id: int, brand_hours: Week) -> bool:
        """Whether he answers at all, is not away, and it is his time: his own hours, else those of the brand."""
        weeks = self._read()
        return (
            agent_id in self._answering
            and agent_id not in self._away
            and is_open(self.now, weeks.get(agent_id, brand_hours))
        )

    def stand_in(self, agent_id: int) -> int | None:
        """Who stands in for somebody who is away: the first in the chain who is not away himself."""
        seen = {agent_id}
        for _ in range(CHAIN):
            away = self.away(agent_id)
            if away is None:
                return agent_id if agent_id in self._answering else None
            if away.stand_in is None or away.stand_in in seen:
                return None
            agent_id = away.stand_in
            seen.add(agent_id)
        return None

    def hears(self, agent_id: int, brand_hours: Week, others: Callable[[], Iterable[int]]) -> tuple[int, ...]:
        """Who is told in place of, or beside, somebody who should be told now.

        At work: himself. Away: who stands in, else the first of the others (lead, team, head) who is at work, else
        the first of them. Only off duty: himself, who reads it when he comes, and somebody who is at work now.
        """
        if self.at_work(agent_id, brand_hours):
            return (agent_id,)
        himself = () if self.away(agent_id) else (agent_id,)
        instead = self.stand_in(agent_id) if not himself else None
        if instead is not None and self.at_work(instead, brand_hours):
            return (instead,)
        rest = [other for other in others() if other != agent_id]
        awake = next((other for other in rest if self.at_work(other, brand_hours)), None)
        found = [*himself, *((instead,) if instead else ()), *((awake,) if awake else ())]
        return tuple(dict.fromkeys(found)) or tuple(rest[:1]) or (agent_id,)

    def _read(self) -> dict[int, Week]:
        if self._weeks is None:
            self._weeks = own_weeks()
            self._away = {
                row.agent_id: Away(row.pk, row.ends_at, row.stand_in_id)
                for row in away_at(self.now).order_by("begins_at")
            }
            answering = Agent.objects.filter(is_active=True).exclude(role=Role.READER)
            self._answering = frozenset(answering.values_list("pk", flat=True))
        return self._weeks


def nearest(team_id: int | None) -> list[int]:
    """Whom to turn to about a team's work, in order: its lead, its members, then leads, heads and admins."""
    answering = Agent.objects.filter(is_active=True).exclude(role=Role.READER)
    leads = answering.filter(role__in=[Role.LEAD, Role.HEAD, Role.ADMIN]).order_by("joined_at", "pk")
    found: list[int] = []
    if team_id is not None:
        lead = answering.filter(pk__in=Team.objects.filter(pk=team_id, lead__isnull=False).values("lead"))
        members = answering.filter(memberships__team=team_id).order_by("joined_at", "pk")
        found += [*lead.values_list("pk", flat=True), *members.values_list("pk", flat=True)]
    return list(dict.fromkeys([*found, *leads.values_list("pk", flat=True)]))
