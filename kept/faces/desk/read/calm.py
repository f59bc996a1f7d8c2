"""What stands where nothing is owed: what was kept today, who is at work, what comes next; or how to begin."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.cases.models import Case
from kept.faces.components import times
from kept.faces.components.seen import Face
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.day import Day
from kept.faces.desk.read.figures import midnight
from kept.faces.desk.read.promises import text_of
from kept.faces.desk.read.rows import waiting_rows
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.rules.hours import NeverOpen, is_open, opens_next
from kept.rules.promise import State
from kept.staff.models import Agent
from kept.staff.presence import Presence
from kept.staff.queries import agents
from kept.storage.fanning import fan_out

#: Of what was kept today, so many are named.
NAMED = 5
#: Colleagues who are shown as being at work.
FACES = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise that was kept today."""

    reference: str
    words: str
    whom: str
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Calm:
    """An empty list of what is owed. `begun` False: nothing ever came in, and the desk has to be set up."""

    begun: bool
    kept_words: str = ""
    kept: tuple[Kept, ...] = ()
    at_work: tuple[Face, ...] = ()
    hours_words: str = ""
    next_words: str = ""
    next_url: str = ""  # reference of the case that comes next


def calm(agent: Agent, day: Day, zone: ZoneInfo) -> Calm:
    """What is true at this moment, in a few small queries."""
    with fan_out("nothing is owed"):
        if not Case.objects.exists():
            return Calm(begun=False)
        kept = Promise.objects.filter(
            state=State.KEPT,
            kept_at__gte=midnight(day.now, zone),
            promisor="company",
            brand_id__in=brands(agent),
        )
        count = kept.count()
        latest = list(kept.select_related("case", "customer").order_by("-kept_at", "-id")[:NAMED])
        coming = waiting_rows(agent).filter(due_at__gte=day.now).first()
    return Calm(
        begun=True,
        kept_words=_kept_words(count),
        kept=tuple(
            Kept(row.case.reference, text_of(row), row.customer.name, row.kept_at or day.now, row.late)
            for row in latest
        ),
        at_work=_at_work(agent, day),
        hours_words=_hours_words(day, zone),
        next_words=_next_words(coming, day, zone),
        next_url=coming.case.reference if coming else "",
    )


def _kept_words(count: int) -> str:
    if not count:
        return _("Nothing came due today.")
    words = ngettext("%(count)s promise was kept today.", "%(count)s promises were kept today.", count)
    return words % {"count": times.count(count)}


def _at_work(agent: Agent, day: Day) -> tuple[Face, ...]:
    week = current().pledge.brands[0].week
    presence = Presence(now=day.now)
    here = [each for each in agents() if presence.at_work(each.pk, week)]
    return tuple(Face(each.name, me=each.pk == agent.pk) for each in here[:FACES])


def _hours_words(day: Day, zone: ZoneInfo) -> str:
    week = current().pledge.brands[0].week
    if is_open(day.now, week):
        return _("We are open until %(time)s.") % {"time": times.clock(day.closes, zone)}
    try:
        opens = opens_next(day.now, week)
    except NeverOpen:
        return ""
    return _("We are closed now, and open %(time)s.") % {"time": times.moment(opens, day.now, zone)}


def _next_words(coming: Promise | None, day: Day, zone: ZoneInfo) -> str:
    if coming is None:
        return ""
    named = {
        "text": coming.text,
        "whom": coming.customer.name,
        "time": times.moment(coming.due_at, day.now, zone),
    }
    if coming.state == State.IN_PROOF:
        return _("“%(text)s” to %(whom)s is on its way and waits for its proof.") % named
    return _("%(whom)s owes us: %(text)s, %(time)s.") % named
