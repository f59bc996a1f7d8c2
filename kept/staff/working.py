"""Verbs over working time: an agent's own hours, and absences with who stands in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction

from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.pledge.times import WEEKDAYS
from kept.pledge.times import shift as read_shift
from kept.pledge.times import zone as read_zone
from kept.pledge.values import Wrong
from kept.refusal import NotFound, Refusal
from kept.rules.hours import Shift
from kept.staff.facts import AbsenceEnded, AbsencePlanned, AgentHours
from kept.staff.models import Absence, Agent, Role, WorkingWeek

#: An absence can be written down afterwards for so long: it still says who stood in.
LATELY = timedelta(days=7)


@transaction.atomic
def set_hours(
    agent: Agent, shifts: Mapping[str, Sequence[str]], *, zone: str, by: Actor, now: datetime
) -> None:
    """His own hours, {"monday": ["09:00-12:30"]}; days left out are off. No shift at all: the brand's hours again."""
    kept = {day: list(shifts[day]) for day in WEEKDAYS if shifts.get(day)}
    if not kept:
        WorkingWeek.objects.filter(agent=agent).delete()
        record(AgentHours(agent.pk, own=False, zone=""), customer=COMPANY, by=by, now=now)
        return
    check_hours(kept, zone)
    WorkingWeek.objects.update_or_create(agent=agent, defaults={"zone": zone, "shifts": kept})
    record(AgentHours(agent.pk, own=True, zone=zone), customer=COMPANY, by=by, now=now)


def check_hours(shifts: Mapping[str, Sequence[str]], zone: str) -> dict[int, tuple[Shift, ...]]:
    """The shifts by weekday (Monday is 0); Refusal for what is no shift, shifts that overlap, or no zone."""
    try:
        read_zone(zone)
        found = {n: tuple(read_shift(each) for each in shifts.get(day, ())) for n, day in enumerate(WEEKDAYS)}
    except Wrong as wrong:
        raise Refusal(wrong.problem, remedy=wrong.remedy, code="bad_hours") from None
    for day in found.values():
        spans = sorted(
            (each.open, each.close if each.close > each.open else each.close + 1440) for each in day
        )
        if any(second[0] < first[1] for first, second in pairwise(spans)):
            raise Refusal(
                "Two shifts of one day overlap.",
                remedy="Let the first end before the next begins.",
                code="bad_hours",
            )
    return found


@transaction.atomic
def plan_absence(
    agent: Agent, *, begins_at: datetime, ends_at: datetime | None, reason: str = "", stand_in: Agent | None = None,
    by: Actor, now: datetime,
) -> Absence:  # fmt: skip
    """He is away for this time; what falls due in it goes to who stands in, else to the lead of the team."""
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)  # one plan at a time, so that none overlap
    if ends_at is not None and ends_at <= begins_at:
        raise Refusal("The absence ends before it begins.", code="bad_time")
    if (ends_at or now) < now - LATELY:
        raise Refusal("This absence is long over.", code="bad_time")
    if stand_in is not None and (
        stand_in.pk == agent.pk or not stand_in.is_active or stand_in.role == Role.READER
    ):
        raise Refusal(
            "%(name)s cannot stand in.",
            remedy="Choose a colleague who answers.",
            code="cannot_own",
            values={"name": stand_in.name},
        )
    for other in Absence.objects.filter(agent=agent, called_off_at=None):
        begins_after = ends_at is not None and other.begins_at >= ends_at
        if not begins_after and (other.ends_at is None or other.ends_at > begins_at):
            raise Refusal(
                "%(name)s has an absence in this time already.",
                values={"name": agent.name},
                remedy="End or call off that one first.",
                code="overlaps",
            )
    absence = Absence.objects.create(
        agent=agent, begins_at=begins_at, ends_at=ends_at, reason=reason.strip(), stand_in=stand_in, made_by=str(by)
    )  # fmt: skip
    fact = AbsencePlanned(absence.pk, agent.pk, begins_at, ends_at, stand_in.pk if stand_in else None)
    record(fact, customer=COMPANY, by=by, now=now)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Actor, now: datetime) -> Absence:
    """Back now, or called off when it has not begun."""
    absence = Absence.objects.select_for_update().select_related("agent").get(pk=absence.pk)
    if absence.called_off_at is not None or (absence.ends_at is not None and absence.ends_at <= now):
        raise Refusal("This absence is over.", code="over")
    if absence.begins_at >= now:
        absence.called_off_at = now
    else:
        absence.ends_at = now
    absence.save(update_fields=["called_off_at", "ends_at"])
    record(AbsenceEnded(absence.pk, absence.agent_id), customer=COMPANY, by=by, now=now)
    return absence


def absence_by_id(absence_id: int) -> Absence:
    """An absence; NotFound for none."""
    absence = Absence.objects.select_related("agent", "stand_in").filter(pk=absence_id).first()
    if absence is None:
        raise NotFound("There is no such absence.")
    return absence
