"""The page of figures: each figure as a sentence that says what is found, a chart, and the same in a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.faces.desk.charts import Bar, Column, Thread, bars, columns, threads
from kept.faces.desk.read.figure_lines import HEADS, Line, Seen, Threaded, answered, lines, share
from kept.figures.reading import Key, Reckoning, reckon

#: Rows that a chart and its table show; the export has them all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure of the page."""

    key: str
    title: str
    says: str
    chart: SafeString | str
    head: str
    lines: Sequence[Line] = ()
    answers: Sequence[Threaded] = ()
    more: int = 0

    @property
    def csv_url(self) -> str:
        """Where the figure is saved as a table."""
        return reverse("desk:reckoning_table", args=[self.key])


def look(seen: Seen) -> Reckoning:
    """What the sums say of these days."""
    return reckon(seen.brands, seen.first, seen.last, pledge=seen.pledge, now=seen.now)


def figures_of(seen: Seen, found: Reckoning) -> list[Shown]:
    """All figures of the page, in its order; those that would say nothing are left out."""
    shown = [_weeks(seen, found), _answers(seen, found)]
    shown += [
        _bars(seen, found, dimension)
        for dimension in ("brand", "channel", "agent", "kind")
        if dimension in ("agent", "kind") or len(found.by[dimension]) > 1
    ]
    return [each for each in shown if each is not None and (each.lines or each.answers)]


def _weeks(seen: Seen, found: Reckoning) -> Shown:
    rows = lines(seen, found, "week")
    newest = rows[0]
    current = newest.key == seen.today - timedelta(days=seen.today.weekday())
    total = found.total()
    if newest.outcome.all and current:
        title = _("%(kept)s of %(all)s promises were kept in time this week") % {
            "kept": newest.outcome.in_time, "all": newest.outcome.all
        }  # fmt: skip
    elif total.all:
        title = _("%(kept)s of %(all)s promises were kept in time") % {
            "kept": total.in_time,
            "all": total.all,
        }
    else:
        title = _("Nothing came due in these days")
    says = _("Kept in time above the line, broken below it.")
    if total.all:
        says += " " + ngettext(
            "Over the week it was %(share)s.", "Over all %(count)s weeks it was %(share)s.", len(rows)
        ) % {"count": len(rows), "share": share(total)}
    drawn = [
        Column(_week_label(row.key), row.outcome.in_time, row.outcome.broken, row is newest)
        for row in reversed(rows)
    ]
    most = max(row.kept for row in drawn)
    desc = _("%(weeks)s weeks, at most %(most)s kept in one. The same numbers are in the table.") % {
        "weeks": len(drawn), "most": most
    }  # fmt: skip
    chart = columns(drawn, title=_("Promises kept and broken by week"), says=desc, key="week")
    return Shown("week", title, says, chart, str(HEADS["week"]), rows)


def _answers(seen: Seen, found: Reckoning) -> Shown | None:
    rows = answered(seen, found)
    if not rows:
        return None
    over = [row for row in rows if row.over]
    if not over:
        title = _("Nine of ten answers come within what we pledge")
    elif len(over) == len(rows) and len(rows) > 1:
        title = _("Everywhere, more than one answer of ten takes longer than we pledge")
    elif len(over) == 1 and len(rows) > 1:
        title = _("We answer in time, except at %(name)s") % {"name": over[0].name}
    else:
        title = _("More than one answer of ten takes longer than we pledge")
    says = _(
        "The thick line is half of all answers, the thin one nine of ten, the post what we pledged: open hours only."
    )
    drawn = [
        Thread(row.name, row.half_minutes, row.ninth_minutes, row.pledged_minutes, row.pledged)
        for row in rows[:SHOWN]
    ]
    chart = threads(
        drawn,
        pledged=_("pledged"),
        title=_("Time to answer against the pledge"),
        says=_(
            "Half and nine of ten answers, as a share of what is pledged. The same numbers are in the table."
        ),
        key="answers",
    )
    head = _("Brand") if len(seen.brands) > 1 else _("Channel")
    return Shown("answers", title, says, chart, head, answers=rows[:SHOWN], more=max(0, len(rows) - SHOWN))


def _bars(seen: Seen, found: Reckoning, dimension: str) -> Shown:
    rows = lines(seen, found, dimension)
    drawn = [Bar(row.name, row.outcome.in_time, row.outcome.broken, row.share) for row in rows[:SHOWN]]
    titles = {
        "brand": _("Promises kept and broken by brand"),
        "channel": _("Promises kept and broken by channel"),
        "agent": _("Promises kept and broken by agent"),
        "kind": _("Promises kept and broken by kind"),
    }
    chart = bars(
        drawn, title=titles[dimension], says=_("Counts. The same numbers are in the table."), key=dimension
    )
    title, says = _TELL[dimension](rows)
    return Shown(
        dimension, title, says, chart, str(HEADS[dimension]), rows[:SHOWN], more=max(0, len(rows) - SHOWN)
    )


def _least(rows: Sequence[Line]) -> Line | None:
    """The row that kept the smallest share, of those that broke anything."""
    broke = [row for row in rows if row.outcome.broken]
    return min(broke, key=lambda row: row.outcome.share or 0.0, default=None)


def _tell_brands(rows: Sequence[Line]) -> tuple[str, str]:
    least = _least(rows)
    if least is None:
        return _("Every brand kept everything"), _("What was kept in time; nothing was broken.")
    values = {"name": least.name, "share": least.share}
    return _("%(name)s keeps the least: %(share)s in time") % values, _HATCHED()


def _tell_channels(rows: Sequence[Line]) -> tuple[str, str]:
    least = _least(rows)
    if least is None:
        return _("Every channel kept everything"), _("What was kept in time; nothing was broken.")
    return _("%(name)s: %(share)s in time, the least of all channels") % {
        "name": least.name, "share": least.share
    }, _HATCHED()  # fmt: skip


def _tell_agents(rows: Sequence[Line]) -> tuple[str, str]:
    most = rows[0] if rows else None
    if most is None:
        return _("Nobody had a promise to keep"), ""
    if len(rows) == 1:
        values = {"name": most.name, "kept": most.outcome.in_time, "all": most.outcome.all}
        return _("%(name)s kept %(kept)s of %(all)s in time") % values, _HATCHED()
    return _("%(name)s carries the most: %(all)s promises") % {
        "name": most.name,
        "all": most.outcome.all,
    }, _HATCHED()


def _tell_kinds(rows: Sequence[Line]) -> tuple[str, str]:
    least = _least(rows)
    if least is None:
        return _("Every kind of promise was kept"), _("What was kept in time; nothing was broken.")
    values = {"name": least.name, "broken": least.outcome.broken, "all": least.outcome.all}
    return _("Most easily broken: %(name)s, %(broken)s of %(all)s") % values, _HATCHED()


def _HATCHED() -> str:  # noqa: N802  # a sentence that is translated when it is asked for
    return _("Kept in time, and hatched what was broken.")


_TELL: dict[str, Callable[[Sequence[Line]], tuple[str, str]]] = {
    "brand": _tell_brands,
    "channel": _tell_channels,
    "agent": _tell_agents,
    "kind": _tell_kinds,
}


def _week_label(key: Key) -> str:
    return str(key.isocalendar().week) if isinstance(key, date) else ""
