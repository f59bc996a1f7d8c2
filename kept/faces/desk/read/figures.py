"""The four figures above the list, each a filter too: ignored, at risk, owed today, kept this week."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.faces.components import times
from kept.faces.components.seen import Figure
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.day import Day
from kept.faces.desk.read.figure_lines import per_cent
from kept.faces.desk.read.ignored import Neglect
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

_FIGURES = """
SELECT count(*) FILTER (WHERE p.warn_at <= %(now)s AND p.due_at >= %(now)s),
       min(p.due_at) FILTER (WHERE p.warn_at <= %(now)s AND p.due_at >= %(now)s),
       count(*) FILTER (WHERE p.due_at >= %(now)s AND p.due_at <= %(ends)s),
       (SELECT count(*) FROM promises_promise k
         WHERE k.state = 'kept' AND k.kept_at >= %(midnight)s AND k.brand_id = ANY(%(brands)s)),
       (SELECT count(*) FROM promises_promise k
         WHERE k.state = 'kept' AND NOT k.late AND k.kept_at >= %(monday)s AND k.promisor = 'company'
           AND k.brand_id = ANY(%(brands)s)),
       (SELECT count(*) FROM promises_promise b
         WHERE b.broken_at >= %(monday)s AND b.state <> 'void' AND b.brand_id = ANY(%(brands)s))
         -- what passed a moment ago and the clock has not written yet
         + count(*) FILTER (WHERE p.due_at < %(now)s AND p.due_at >= %(monday)s AND p.broken_at IS NULL
             AND p.promisor = 'company' AND p.kind <> 'concession')
FROM promises_promise p
WHERE p.state = 'owed' AND p.promisor <> 'customer' AND p.brand_id = ANY(%(brands)s)
"""
KEYS = ("ignored", "risk", "today", "week")
#: What a list says that one of the figures has narrowed.
NAMES = {
    "ignored": gettext_lazy("ignored"),
    "risk": gettext_lazy("at risk"),
    "today": gettext_lazy("owed today"),
    "week": gettext_lazy("broken this week and still owed"),
}
#: What an empty list says under each filter.
EMPTY = {
    "ignored": (
        gettext_lazy("Nobody is ignored."),
        gettext_lazy("Everybody who wrote has a promise, and no broken one lies untouched."),
    ),
    "risk": (
        gettext_lazy("Nothing is about to break."),
        gettext_lazy("What comes near its time stands here from the pledge's warning on."),
    ),
    "today": (
        gettext_lazy("Nothing more is owed today."),
        gettext_lazy("What is due until the day is over stands here."),
    ),
    "week": (
        gettext_lazy("Nothing broke this week that is still owed."),
        gettext_lazy("What broke stays on the record; what is kept since has left."),
    ),
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the database counted."""

    risk: int
    first: datetime | None
    today: int
    kept_today: int
    in_time: int
    broken: int


def figures(
    agent: Agent, day: Day, neglect: Neglect, *, url: Callable[[str], str], chosen: str, zone: ZoneInfo
) -> list[Figure]:
    """The figures as this reader sees them; `chosen` is the one that filters, `url` where each leads ("": none)."""
    n = _numbers(agent, day, zone)
    values = {
        "ignored": (str(len(neglect.customers)), _("ignored"), neglect.sentence),
        "risk": (str(n.risk), _("at risk"), _risk(n, zone)),
        "today": (str(n.today), _("owed today"), _today(n)),
        "week": (_share(n), _("kept this week"), _week(n)),
    }
    return [
        Figure(key, value, name, says, url("" if key == chosen else key), key == chosen)
        for key, (value, name, says) in values.items()
    ]


def only(
    rows: QuerySet[Promise], figure: str, day: Day, neglect: Neglect, zone: ZoneInfo
) -> QuerySet[Promise]:
    """The rows that a figure counts; all of them when it is none of the figures."""
    now = day.now
    if figure == "ignored":
        return rows.filter(
            Q(customer_id__in=neglect.customers), Q(due_at__lt=now) | Q(broken_at__isnull=False)
        )
    if figure == "risk":
        return rows.filter(warn_at__lte=now, due_at__gte=now)
    if figure == "today":
        return rows.filter(due_at__gte=now, due_at__lte=day.ends)
    if figure == "week":
        return rows.filter(broken_at__gte=_monday(now, zone))
    return rows


def _numbers(agent: Agent, day: Day, zone: ZoneInfo) -> Numbers:
    values = {
        "now": day.now,
        "ends": day.ends,
        "midnight": midnight(day.now, zone),
        "monday": _monday(day.now, zone),
        "brands": brands(agent),
    }
    with fan_out("figures"), connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        return Numbers(*cursor.fetchone())


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the reader's day began."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _monday(now: datetime, zone: ZoneInfo) -> datetime:
    began = midnight(now, zone)
    return began - timedelta(days=began.weekday())


def _risk(n: Numbers, zone: ZoneInfo) -> str:
    if n.first is None:
        return _("Nothing is about to break.")
    return _("The first breaks at %(time)s.") % {"time": times.clock(n.first, zone)}


def _today(n: Numbers) -> str:
    return _("%(count)s kept since midnight.") % {"count": times.count(n.kept_today)}


def _share(n: Numbers) -> str:
    total = n.in_time + n.broken
    if not total:
        return "–"
    share = 100 * n.in_time / total
    # Never rounded up to a hundred: a hundred means that none was broken.
    return per_cent(min(share, 99.9) if n.broken else share)


def _week(n: Numbers) -> str:
    total = n.in_time + n.broken
    if not total:
        return _("Nothing came due yet.")
    if not n.broken:
        return _("%(kept)s of %(total)s. None was broken.") % {"kept": n.in_time, "total": total}
    words = ngettext(
        "%(kept)s of %(total)s. %(count)s was broken.",
        "%(kept)s of %(total)s. %(count)s were broken.",
        n.broken,
    )
    return words % {"kept": n.in_time, "total": total, "count": times.count(n.broken)}
