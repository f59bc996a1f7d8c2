"""Who reads and who writes in a case: heartbeats, the pen, and taking it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kept.faces.live.models import Presence
from kept.staff.actions import News, notify
from kept.staff.models import Agent
from kept.storage.live import tell
from kept.storage.rows import execute, run

#: After so long without a heartbeat somebody is gone: a closed laptop says no goodbye.
GONE = timedelta(seconds=30)
#: Rows that nobody has touched for so long are cleared by whoever comes next.
STALE = timedelta(hours=1)

_BEAT = """
INSERT INTO live_presence AS p (reference, agent_id, since, seen_at, writing_since) VALUES (%b, %b, %b, %b, %b)
ON CONFLICT (reference, agent_id) DO UPDATE SET
  seen_at = EXCLUDED.seen_at,
  since = CASE WHEN p.seen_at < %b THEN EXCLUDED.since ELSE p.since END,
  writing_since = CASE WHEN EXCLUDED.writing_since IS NULL OR p.writing_since IS NULL OR p.seen_at < %b
                       THEN EXCLUDED.writing_since ELSE p.writing_since END,
  taken_by_id = CASE WHEN EXCLUDED.writing_since IS NULL OR p.seen_at < %b THEN NULL ELSE p.taken_by_id END
"""
_HERE = """
SELECT p.agent_id, a.name, p.since, p.writing_since, p.taken_by_id FROM live_presence p
JOIN staff_agent a ON a.id = p.agent_id WHERE p.reference = %b AND p.seen_at >= %b ORDER BY p.since, p.agent_id
"""


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has the case open."""

    agent_id: int
    name: str
    since: datetime
    writing_since: datetime | None = None
    taken_by: int | None = None


def who_is_here(reference: str, *, now: datetime) -> list[Here]:
    """Everybody whose page of this case is alive, the longest there first."""
    return [Here(*row) for row in execute(_HERE, [reference, now - GONE])]


def pen_of(people: Sequence[Here]) -> Here | None:
    """Who has the pen: of those who write, the one who began first."""
    writers = [(here.writing_since, here.agent_id, here) for here in people if here.writing_since]
    return min(writers)[2] if writers else None


def beat(reference: str, brand: int, agent: Agent, *, writing: bool, now: datetime) -> list[Here]:
    """The agent's page is alive. Two short statements; the others are told only when something is new."""
    before = who_is_here(reference, now=now)
    mine = next((here for here in before if here.agent_id == agent.pk), None)
    gone = now - GONE
    run(_BEAT, [reference, agent.pk, now, now, now if writing else None, gone, gone, gone])
    if mine is not None and bool(mine.writing_since) == writing:
        return before
    if mine is None:
        Presence.objects.filter(seen_at__lt=now - STALE).delete()
    tell("presence", reference, brand)
    return who_is_here(reference, now=now)


def leave(reference: str, brand: int, agent: Agent, *, now: datetime) -> None:
    """The page was closed at `now`; a tab that is still open says so with its next heartbeat."""
    if Presence.objects.filter(reference=reference, agent=agent, seen_at__lte=now).delete()[0]:
        tell("presence", reference, brand)


@transaction.atomic
def take_over(reference: str, brand: int, agent: Agent, *, title: str, now: datetime) -> list[Here]:
    """Take the pen: the agent writes from now on, and whoever wrote is told, on the page and by a notice."""
    # In one order: of two who take it from each other at once, one waits.
    list(
        Presence.objects.select_for_update(of=("self",))
        .filter(reference=reference)
        .order_by("pk")
        .values("pk")
    )
    beat(reference, brand, agent, writing=True, now=now)
    others = Presence.objects.filter(
        reference=reference, seen_at__gte=now - GONE, writing_since__isnull=False
    ).exclude(agent=agent)
    told = list(others.values_list("agent_id", flat=True))
    others.update(writing_since=now + timedelta(microseconds=1), taken_by=agent)
    Presence.objects.filter(reference=reference, agent=agent).update(writing_since=now, taken_by=None)
    words = f"{agent.name} has taken over the answer in “{title}”. Your words are kept."
    notify([News(one, "transfer", words, reference) for one in told], now=now)
    tell("presence", reference, brand)
    return who_is_here(reference, now=now)
