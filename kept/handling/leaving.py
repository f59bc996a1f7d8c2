"""Leaving: whatever a colleague held goes to somebody who is here, with a fact each; nothing is left unowned."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.handling.handing_on import Handed, counted, give, hand_on, held_by, held_by_team
from kept.ledger.actor import CLOCK, Actor
from kept.ledger.chain import Fact
from kept.ledger.models import COMPANY
from kept.ledger.record import record_all
from kept.promises.models import OPEN, Promise
from kept.refusal import Refusal
from kept.staff.actions import News, change, notify
from kept.staff.facts import AbsenceEnded, AgentLeft
from kept.staff.first_link import revoke_all
from kept.staff.models import Absence, Agent, PushSubscription, Role, Team
from kept.staff.places import lead_no_more, mark_closed
from kept.storage.fanning import fan_out

#: Promises that are looked at in one turn.
BATCH = 500


@transaction.atomic
def leave(agent_id: int, *, to: Agent | None, by: Actor, now: datetime) -> Handed:
    """A colleague works here no longer. What he held goes to `to`, or to the team of each case."""
    agent = Agent.objects.get(pk=agent_id)
    if to is not None and (to.pk == agent_id or not to.is_active or to.role == Role.READER):
        raise Refusal(
            "%(name)s cannot take this over.",
            remedy="Choose a colleague who answers.",
            code="cannot_own",
            values={"name": to.name},
        )
    held = held_by(agent_id)
    change(agent_id, role=agent.role, active=False, by=by, now=now)
    facts = _call_off(agent_id, to, now)
    lead_no_more(agent, successor=to, by=by, now=now)
    revoke_all(agent, by=by, now=now)
    PushSubscription.objects.filter(agent=agent).delete()
    handed = hand_on(agent_id, to, held, why="left", because=f"{agent.name} has left.", by=by, now=now)
    facts.append(AgentLeft(agent_id, to.pk if to else None, handed.cases, handed.promises))
    record_all([(COMPANY, None, fact, by) for fact in facts], now=now)
    return handed


def hand_on_left(*, now: datetime) -> int:
    """What came to colleagues when they could not answer any more (a settled case opened again) goes to its team."""
    gone = list(Agent.objects.filter(Q(is_active=False) | Q(role=Role.READER)).values_list("pk", flat=True))
    if not gone:
        return 0
    with fan_out("open promises of those who cannot answer"):
        owed = Promise.objects.filter(owner__in=gone, state__in=OPEN).values_list("owner_id", flat=True)
        owners = sorted(set(owed[:BATCH]))
    for agent in Agent.objects.filter(pk__in=owners).order_by("pk"):
        because = f"{agent.name} {'only reads' if agent.is_active else 'has left'}."
        with transaction.atomic():
            hand_on(agent.pk, None, held_by(agent.pk), why="left", because=because, by=CLOCK, now=now)
    return len(owners)


@transaction.atomic
def close_team(team: Team, *, into: Team, by: Actor, now: datetime) -> Handed:
    """The team is no more; what it answered for is another team's, and its lead is told."""
    held = held_by_team(team)
    mark_closed(team, into=into, by=by, now=now)
    handed = give(held, lambda case: (case.owner_id, into.pk), "team_closed", by=by, now=now)
    if handed.cases and into.lead_id:
        words = f"{team.name} is closed: {counted(handed.cases)} went to {into.name}."
        notify([News(into.lead_id, "assigned", words)], now=now)
    return handed


def _call_off(agent_id: int, to: Agent | None, now: datetime) -> list[Fact]:
    """His absences to come are none; where he would have stood in, his successor does, but nobody for himself."""
    coming = Absence.objects.filter(agent_id=agent_id, called_off_at=None, begins_at__gt=now)
    facts: list[Fact] = [
        AbsenceEnded(pk, agent_id) for pk in coming.order_by("pk").values_list("pk", flat=True)
    ]
    coming.update(called_off_at=now)
    waiting = Absence.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), called_off_at=None)
    if to is not None:
        waiting.filter(stand_in=agent_id).exclude(agent=to).update(stand_in=to)
    waiting.filter(stand_in=agent_id).update(stand_in=None)
    return facts
