"""What an agent is told by which way, and when not; and putting a notice on its way by mail and to browsers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kept.staff.models import Agent, Notice
from kept.staff.telling import Hears, PushSubscription, Telling
from kept.storage.live import wake

#: Kinds of notices, and what they mean, in the order in which settings show them.
KINDS: Mapping[str, object] = {
    "broken": _("A promise of mine is broken"),
    "warned": _("A promise of mine is about to break"),
    "escalated": _("A promise of a colleague is passed up to me"),
    "assigned": _("I am given a case"),
    "transfer": _("A colleague offers me a case"),
    "mention": _("A colleague mentions me in a note"),
    "bounced": _("A message of mine came back"),
    "overdue": _("A customer’s promise is overdue"),
    "alarm": _("Something is wrong with the desk itself"),
}
#: What holds for who has chosen nothing.
BY_MAIL = ("broken", "escalated")
BY_PUSH = ("broken", "warned", "escalated", "assigned", "transfer", "mention", "bounced", "alarm")
#: A mail waits this long: what is read at the desk by then needs none.
MAIL_WAITS = timedelta(minutes=2)
#: A try that somebody asked for: goes at once, by every way there is.
TEST = "test"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one agent wants to be told, by which way, and when not."""

    quietly: frozenset[str] = frozenset()
    by_mail: frozenset[str] = frozenset(BY_MAIL)
    by_push: frozenset[str] = frozenset(BY_PUSH)
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_weekends: bool = False

    def not_before(self, at: datetime, zone: ZoneInfo) -> datetime:
        """`at` itself, or when the quiet that it falls into ends."""
        for _turn in range(4):  # a night, a weekend, and the night after it
            local = at.astimezone(zone)
            if self.quiet_weekends and local.weekday() >= SATURDAY:
                days = 7 - local.weekday()
                at = _midnight(local + timedelta(days=days), zone)
            elif self._is_quiet(local.time()):
                at = self._end(local, zone)
            else:
                break
        return at

    def _is_quiet(self, clock: time) -> bool:
        start, end = self.quiet_from, self.quiet_until
        if start is None or end is None or start == end:
            return False
        return start <= clock < end if start < end else clock >= start or clock < end

    def _end(self, local: datetime, zone: ZoneInfo) -> datetime:
        end = self.quiet_until or time(0)
        day = local.date() if local.time() < end else local.date() + timedelta(days=1)
        return datetime.combine(day, end, tzinfo=zone)


def wishes(agent: Agent) -> Wishes:
    """What this agent wants."""
    return wishes_of([agent.pk])[agent.pk]


def wishes_of(agent_ids: Iterable[int]) -> dict[int, Wishes]:
    """What these agents want, by their ids; the defaults for who has chosen nothing."""
    ids = set(agent_ids)
    chosen = {
        row.pk: Wishes(
            frozenset(row.quietly),
            frozenset(row.by_mail),
            frozenset(row.by_push),
            row.quiet_from,
            row.quiet_until,
            row.quiet_weekends,
        )
        for row in Hears.objects.filter(pk__in=ids)
    }
    return {agent_id: chosen.get(agent_id, Wishes()) for agent_id in ids}


def choose(agent: Agent, wanted: Wishes) -> None:
    """From now on the agent is told like this. What is on its way already still arrives."""
    Hears.objects.update_or_create(
        agent=agent,
        defaults={
            "quietly": sorted(wanted.quietly),
            "by_mail": sorted(wanted.by_mail),
            "by_push": sorted(wanted.by_push),
            "quiet_from": wanted.quiet_from,
            "quiet_until": wanted.quiet_until,
            "quiet_weekends": wanted.quiet_weekends,
        },
    )


@transaction.atomic
def tell_further(notices: Iterable[Notice], *, now: datetime) -> int:
    """Put fresh notices on their way by mail and to browsers, as each agent wants; returns how many ways.

    What an agent wants to see quietly counts as read at once at the desk. A notice that happens again goes again.
    """
    told = [notice for notice in notices if notice.pk is not None]
    agents = {
        agent.pk: agent for agent in Agent.objects.filter(pk__in={n.agent_id for n in told}, is_active=True)
    }
    wanted = wishes_of(agents)
    browsers: dict[int, list[int]] = {}
    for pk, agent_id in PushSubscription.objects.filter(agent__in=agents).values_list("pk", "agent_id"):
        browsers.setdefault(agent_id, []).append(pk)
    rows = []
    for notice in (n for n in told if n.agent_id in agents):
        wish, zone = wanted[notice.agent_id], zone_of(agents[notice.agent_id])
        if notice.kind == TEST:
            rows.append(_telling(notice, Telling.MAIL, None, now))
            rows += [_telling(notice, Telling.PUSH, pk, now) for pk in browsers.get(notice.agent_id, [])]
            continue
        if notice.kind in wish.by_mail:
            rows.append(_telling(notice, Telling.MAIL, None, wish.not_before(now + MAIL_WAITS, zone)))
        if notice.kind in wish.by_push:
            due = wish.not_before(now, zone)
            rows += [_telling(notice, Telling.PUSH, pk, due) for pk in browsers.get(notice.agent_id, [])]
    Telling.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["notice", "way", "subscription"],
        update_fields=["noticed_at", "due_at", "attempts", "problem"],
    )
    quiet = [n.pk for n in told if n.agent_id in wanted and n.kind in wanted[n.agent_id].quietly]
    if quiet:
        Notice.objects.filter(pk__in=quiet).update(read_at=now)
    if any(row.due_at <= now for row in rows):
        wake("telling")
    return len(rows)


def zone_of(agent: Agent) -> ZoneInfo:
    """The zone in which the agent's quiet hours are meant."""
    return ZoneInfo(agent.zone if agent.zone in available_timezones() else "UTC")


def _telling(notice: Notice, way: str, subscription: int | None, due: datetime) -> Telling:
    return Telling(
        notice_id=notice.pk,
        agent_id=notice.agent_id,
        way=way,
        subscription_id=subscription,
        noticed_at=notice.at,
        due_at=due,
        attempts=0,
        problem="",
    )


def _midnight(local: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(local.date(), time(0), tzinfo=zone)
