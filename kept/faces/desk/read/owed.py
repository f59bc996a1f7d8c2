"""What is owed, band by band: broken, within the hour, today, later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.faces.components import times
from kept.faces.components.seen import Band as BandSeen
from kept.faces.desk.read.day import HOUR, LATER, Day, within
from kept.faces.desk.read.rows import key_of, row_seen, some_rows
from kept.promises.models import Promise
from kept.rules.promise import Band, band
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

#: The rows that a list begins with; and of each band beyond them, so that a long one hides none.
FIRST, BEYOND = 40, 10
#: Rows of a page that shows one band alone.
ALONE = 200
TITLES = {
    Band.BROKEN: gettext_lazy("Broken"),
    Band.HOUR: gettext_lazy("Next hour"),
    Band.TODAY: gettext_lazy("Today"),
    Band.LATER: gettext_lazy("Later"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list for one reader: its rows, and its address with the parameters that stay."""

    rows: QuerySet[Promise]
    agent: Agent
    day: Day
    zone: ZoneInfo
    path: str
    keep: Sequence[tuple[str, str]] = ()

    def url(self, *more: tuple[str, str]) -> str:
        """The list's own address, with these parameters added."""
        query = urlencode([*self.keep, *more])
        return f"{self.path}?{query}" if query else self.path


def bands(listing: Listing) -> tuple[BandSeen, ...]:
    """The beginning of the list: its first rows, and the first of every band that they do not reach."""
    found, more = some_rows(listing.rows, "", FIRST)
    by_band = _by_band(found, listing.day)
    if not more:
        return tuple(_band(listing, each, rows, len(rows)) for each, rows in by_band.items())
    totals = _totals(listing)
    for each in Band:
        rows = by_band.get(each, [])
        if len(rows) < min(totals[each], BEYOND):
            # The last of those that were reached may be cut in the middle: it is read again from its beginning.
            by_band[each] = some_rows(listing.rows.filter(within(each, listing.day)), "", BEYOND)[0]
    return tuple(_band(listing, each, by_band[each], totals[each]) for each in Band if by_band.get(each))


def one_band(listing: Listing, which: Band, after: str) -> BandSeen:
    """One band alone, from the key `after` on."""
    found, more = some_rows(listing.rows.filter(within(which, listing.day)), after, ALONE)
    seen = _band(listing, which, found, len(found))
    return seen if not more else _band(listing, which, found, None)


def rows_of_case(listing: Listing, customer_id: int, case_id: int) -> tuple[BandSeen, ...]:
    """The rows of one case in this list, each in its band: what a page needs when the case has changed."""
    found = list(listing.rows.filter(customer_id=customer_id, case_id=case_id)[:BEYOND])
    return tuple(_band(listing, each, rows, len(rows)) for each, rows in _by_band(found, listing.day).items())


def _by_band(rows: Sequence[Promise], day: Day) -> dict[Band, list[Promise]]:
    by_band: dict[Band, list[Promise]] = {}
    for row in rows:
        by_band.setdefault(band(row.due_at, day.now, day.ends), []).append(row)
    return by_band


def _totals(listing: Listing) -> dict[Band, int]:
    counted = {each.value: Count("pk", filter=within(each, listing.day)) for each in Band}
    with fan_out("how much each band holds"):
        totals = listing.rows.order_by().aggregate(**counted)
    return {each: totals[each.value] for each in Band}


def _band(listing: Listing, which: Band, rows: list[Promise], total: int | None) -> BandSeen:
    """`total` None: there is more, and nobody counted it."""
    day, now = listing.day, listing.day.now
    last = rows[-1].due_at if rows else now
    full, scale = HOUR, ""
    if which is Band.HOUR:
        scale = times.clock(now + HOUR, listing.zone)
    elif which is Band.TODAY:
        end = max(day.closes, last)
        full, scale = end - now, times.clock(end, listing.zone)
    elif which is Band.LATER:
        full = LATER
        scale = ngettext("%(count)s day", "%(count)s days", LATER.days) % {"count": LATER.days}
    cut = total is None or total > len(rows)
    return BandSeen(
        key=which.value,
        title=str(TITLES[which]),
        full=max(full, timedelta(minutes=1)),
        scale=scale,
        note=_cut_note(len(rows), total) if cut else _note(listing, which, rows),
        rows=tuple(row_seen(row, listing.agent, now=now) for row in rows),
        more_url=listing.url(("band", which.value), ("after", key_of(rows[-1]))) if cut and rows else "",
        more=(total or 0) - len(rows) if cut else 0,
    )


def _cut_note(shown: int, total: int | None) -> str:
    if total is None:
        return _("%(shown)s here, more follow.") % {"shown": shown}
    return _("The first %(shown)s of %(total)s.") % {"shown": shown, "total": total}


def _note(listing: Listing, which: Band, rows: list[Promise]) -> str:
    if not rows:
        return ""
    now, zone = listing.day.now, listing.zone
    count = times.count(len(rows))
    if which is Band.BROKEN:
        return _("%(count)s, the oldest %(late)s.") % {
            "count": count,
            "late": times.late(rows[0].due_at, now),
        }
    if which is Band.HOUR:
        left = times.left(rows[0].due_at, now, zone)
        return _("%(count)s, the first in %(left)s.") % {"count": count, "left": left}
    if which is Band.TODAY:
        until = times.clock(rows[-1].due_at, zone)
    else:
        until = times.day(rows[-1].due_at, now, zone, long=True)
    return _("%(count)s until %(until)s.") % {"count": count, "until": until}
