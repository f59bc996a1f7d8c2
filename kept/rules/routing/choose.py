"""Choosing: who cannot have it is left out with the reason; the others are put in order by points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.rules.hours import NeverOpen, Week, is_open, opens_next
from kept.rules.routing.facts import Candidate, Load, Matter
from kept.rules.routing.reasons import Code, Reason

# Points. Whoever knows the customer comes first, unless he owes so much more today that she would wait for it:
# ten promises due today weigh as much as knowing her.
KNOWS = 40
SKILL = 20
AT_WORK = 15
PRESSING = 8
TODAY = 4
WEEK = 1

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may have it. More points come first; the reasons say why in the order of their weight."""

    agent_id: int
    name: str
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who cannot have it, and the first reason why."""

    agent_id: int
    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Everybody who fits, best first. When nobody does, the team stays answerable and its lead is told why."""

    ranked: tuple[Choice, ...]
    left_out: tuple[LeftOut, ...]
    tell_lead: bool = False
    why_nobody: str = ""
    """One sentence, when nobody fits."""

    @property
    def best(self) -> Choice | None:
        """Who should have it; None when nobody fits."""
        return self.ranked[0] if self.ranked else None


def choose(matter: Matter, candidates: Iterable[Candidate], *, now: datetime) -> Decision:
    """Put those who may have this case in order. The order of `candidates` does not matter."""
    fitting: list[tuple[Choice, Candidate]] = []
    out: list[LeftOut] = []
    for one in sorted(candidates, key=lambda each: each.agent_id):
        against = _against(one, matter, now)
        if against is not None:
            out.append(LeftOut(one.agent_id, one.name, against))
        else:
            fitting.append((_weigh(one, matter, now), one))
    fitting.sort(key=_order)
    ranked = tuple(choice for choice, _ in fitting)
    if ranked:
        return Decision(ranked, tuple(out))
    return Decision((), tuple(out), tell_lead=True, why_nobody=_why_nobody(matter, out))


def _order(fit: tuple[Choice, Candidate]) -> tuple[int, int, datetime, int]:
    """Most points; then fewest promises; then who has waited longest for a case; then who came first."""
    choice, one = fit
    return -choice.points, one.load.promises, one.last_given_at or _NEVER, one.agent_id


def _against(one: Candidate, matter: Matter, now: datetime) -> Reason | None:
    """Why somebody cannot have it; the first reason is enough."""
    if one.reads_only:
        return Reason(Code.READS_ONLY)
    if not one.sees_brand:
        return Reason(Code.OTHER_BRAND)
    if not one.in_team:
        return Reason(Code.OTHER_TEAM, {"team": matter.team})
    if matter.language and not _speaks(one, matter):
        return Reason(Code.NO_LANGUAGE, {"language": matter.language})
    if any(absence.covers(now) for absence in one.absences):
        return Reason(Code.AWAY)
    return None if _there_in_time(one, matter, now) else Reason(Code.TOO_LATE)


def _speaks(one: Candidate, matter: Matter) -> bool:
    spoken = one.languages or matter.brand_languages
    return _bare(matter.language) in {_bare(each) for each in spoken}


def _bare(language: str) -> str:
    """The language without its country: whoever speaks "pt" speaks with a customer of "pt-BR"."""
    return language.partition("-")[0].lower()


def _there_in_time(one: Candidate, matter: Matter, now: datetime) -> bool:
    """At work now, or again before it is due and not away then; late matters need somebody who is at work."""
    week = _week(one, matter)
    if is_open(now, week):
        return True
    begins = _begins(week, now)
    if begins is None or any(absence.covers(begins) for absence in one.absences):
        return False
    return matter.due_at is None or begins < matter.due_at


def _begins(week: Week, now: datetime) -> datetime | None:
    try:
        return opens_next(now, week)
    except NeverOpen:
        return None


def _week(one: Candidate, matter: Matter) -> Week:
    return one.hours if one.hours is not None else matter.hours


def _weigh(one: Candidate, matter: Matter, now: datetime) -> Choice:
    points, reasons = 0, []
    if one.knows is not None:
        points += KNOWS
        reasons.append(Reason(Code.KNOWS, {"customer": matter.customer, "reference": one.knows.reference}))
    if matter.language:
        reasons.append(Reason(Code.SPEAKS, {"language": matter.language}))
    for skill in sorted(matter.skills & one.skills):
        points += SKILL
        reasons.append(Reason(Code.SKILLED, {"skill": skill}))
    if is_open(now, _week(one, matter)):
        points += AT_WORK
        reasons.append(Reason(Code.AT_WORK))
    else:
        reasons.append(Reason(Code.IN_TIME))
    load = one.load
    points -= load.pressing * PRESSING + load.today * TODAY + load.week * WEEK
    reasons += _burden(load)
    return Choice(one.agent_id, one.name, points, tuple(reasons))


def _burden(load: Load) -> list[Reason]:
    if not load.promises:
        return [Reason(Code.FREE)]
    found = []
    if load.pressing:
        found.append(Reason(Code.PRESSING, count=load.pressing))
    if load.today:
        found.append(Reason(Code.TODAY, count=load.today))
    return found or [Reason(Code.PROMISES, count=load.promises)]


def _why_nobody(matter: Matter, out: list[LeftOut]) -> str:
    """The reason that is nearest to a solution: whoever is only away or late would otherwise do."""
    team = matter.team
    codes = {each.reason.code for each in out}
    if Code.TOO_LATE in codes or Code.AWAY in codes:
        return f"Everybody in {team} who could take this is away, or not at work before it is due."
    if Code.NO_LANGUAGE in codes:
        return f"Nobody in {team} speaks the customer's language ({matter.language})."
    return f"Nobody in {team} may answer for this brand."
