"""Who is told when a promise is in danger or broken, by the steps of the pledge."""

from collections.abc import Iterable
from datetime import datetime

from kept.pledge.queries import CurrentPledge
from kept.promises.facts import PromiseEscalated
from kept.promises.models import Promise
from kept.promises.reckon import Change
from kept.rules.hours import Week
from kept.rules.promise import EscalationStep, State, escalation_step
from kept.staff.actions import News
from kept.staff.models import Agent, Team
from kept.staff.presence import Presence, nearest
from kept.staff.queries import head, lead_for

#: What a promise is called in a notice, by kind.
VERBS = {
    "answer": "answer {name}",
    "call_back": "call {name} back",
    "visit": "visit {name}",
    "find_way": "find a way to reach {name}",
}


class Listeners:
    """Who owners, leads and the head are; looked up once per round."""

    def __init__(self) -> None:
        self._leads: dict[int | None, Agent | None] = {}
        self._agents: dict[int, Agent | None] = {}
        self._head: tuple[Agent | None] | None = None
        self._nearby: dict[int | None, list[int]] = {}
        self._presence: Presence | None = None

    def who(self, role: str, promise: Promise, team_id: int | None) -> int | None:
        """The agent who is told as `role` (owner, lead, head) for this promise; an untaken one tells its lead.

        `team_id` is the case's team: who owns a promise alone still has a lead.
        """
        team_id = promise.team_id or team_id
        if role == "owner" and promise.owner_id is not None:
            return self._active(promise.owner_id) or self._lead(team_id)
        if role == "head":
            if self._head is None:
                self._head = (head(),)
            return self._head[0].pk if self._head[0] else None
        return self._lead(team_id)

    def awake(
        self, named: Iterable[int], promise: Promise, team_id: int | None, hours: Week, *, now: datetime
    ) -> list[int]:
        """Who hears it now: those named, and who is at work in place of those who are away or off duty."""
        presence = self._presence = self._presence or Presence(now=now)
        team_id = promise.team_id or team_id
        heard = [presence.hears(agent, hours, lambda: self._nearest(team_id)) for agent in named]
        return list(dict.fromkeys(agent for agents in heard for agent in agents))

    def _nearest(self, team_id: int | None) -> list[int]:
        if team_id not in self._nearby:
            self._nearby[team_id] = nearest(team_id)
        return self._nearby[team_id]

    def _active(self, agent_id: int) -> int | None:
        if agent_id not in self._agents:
            self._agents[agent_id] = Agent.objects.filter(pk=agent_id, is_active=True).first()
        agent = self._agents[agent_id]
        return agent.pk if agent else None

    def _lead(self, team_id: int | None) -> int | None:
        if team_id not in self._leads:
            team = Team.objects.select_related("lead").filter(pk=team_id).first() if team_id else None
            self._leads[team_id] = lead_for(team)
        lead = self._leads[team_id]
        return lead.pk if lead else None


def escalate(
    change: Change,
    pledge: CurrentPledge,
    listeners: Listeners,
    *,
    team_id: int | None,
    reference: str,
    customer: str,
    now: datetime,
) -> list[News]:
    """Run the steps whose time has come; sets the promise's level and its next step."""
    promise = change.promise
    if promise.state != State.OWED or promise.escalate_at is None or promise.escalate_at > now:
        return []
    at = "warning" if promise.broken_at is None or _warned_anew(promise, now) else "broken"
    steps = [
        EscalationStep(step.after, role)
        for step in pledge.pledge.escalation
        if step.at == at
        for role in step.tell
    ]
    since = (promise.noticed_at or now) if at == "broken" else (promise.warned_at or now)
    ran = escalation_step(steps, promise.escalated, since, now, pledge.brand(promise.brand_id).week)
    promise.escalated, promise.escalate_at = ran.level, ran.next_at
    named = [agent for step in ran.steps if (agent := listeners.who(step.tell, promise, team_id)) is not None]
    told = listeners.awake(named, promise, team_id, pledge.brand(promise.brand_id).week, now=now)
    if told:
        change.facts.append(PromiseEscalated(promise.pk, ran.level, sorted(set(told))))
    words = _words(promise, customer, at)
    kind = "broken" if at == "broken" else "warned"
    return [News(agent, kind, words, reference, promise.customer_id, promise.pk) for agent in told]


def _warned_anew(promise: Promise, now: datetime) -> bool:
    """Moved after it broke, it has a time ahead of it again, and has been warned of."""
    return promise.warned_at is not None and promise.due_at >= now


def _words(promise: Promise, customer: str, at: str) -> str:
    verb = VERBS.get(promise.kind, "{text} ({name})").format(name=customer, text=promise.text)
    return f"Broken: {verb}." if at == "broken" else f"About to break: {verb}."
