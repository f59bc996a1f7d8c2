"""What is owed, band by band: broken, within the hour, today, later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kept.faces.components import times
from kept.faces.components.seen import Band as BandSeen
from kept.faces.desk.read.rows import one_page, row_seen
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.rules.hours import closes_next, day_ends
from kept.rules.promise import Band, band
from kept.staff.models import Agent

HOUR = timedelta(hours=1)
#: What the width of the last band stands for; what is due after it reaches to its end.
LATER = timedelta(days=10)
TITLES = {Band.BROKEN: "Broken", Band.HOUR: "Next hour", Band.TODAY: "Today", Band.LATER: "Later"}


@dataclass(frozen=True, slots=True)
class Day:
    """The company's day at `now`: when it closes, and when the day is over."""

    now: datetime
    closes: datetime
    ends: datetime


def day_of(now: datetime) -> Day:
    """Today by the hours of the pledge's first brand."""
    week = current().pledge.brands[0].week
    ends = day_ends(now, week)
    return Day(now, min(closes_next(now, week), ends), ends)


@dataclass(frozen=True, slots=True)
class Page:
    """Bands in order, and where the list goes on ("" at its end)."""

    bands: tuple[BandSeen, ...]
    next_url: str = ""


def page(
    rows: QuerySet[Promise],
    agent: Agent,
    day: Day,
    *,
    after: str,
    path: str,
    keep: dict[str, str],
    zone: ZoneInfo,
) -> Page:
    """One page of these rows from the key `after` on ("" is the beginning), in bands.

    `keep` are the parameters of the address that stay when the list goes on.
    """
    found, more = one_page(rows, after)
    by_band: dict[Band, list[Promise]] = {}
    for row in found:
        by_band.setdefault(band(row.due_at, day.now, day.ends), []).append(row)
    last = max(by_band, key=list(Band).index, default=None)
    seen = tuple(
        _band(each, by_band[each], agent, day, zone, goes_on=bool(more) and each is last)
        for each in Band
        if each in by_band
    )
    return Page(seen, going_on(path, more, keep))


def going_on(path: str, key: str, keep: dict[str, str]) -> str:
    """Where a list goes on; "" at its end."""
    return f"{path}?{urlencode({**keep, 'after': key})}" if key else ""


def _band(
    which: Band, rows: list[Promise], agent: Agent, day: Day, zone: ZoneInfo, *, goes_on: bool
) -> BandSeen:
    last, now = rows[-1].due_at, day.now
    if which is Band.TODAY:
        end = max(day.closes, last)
        full, scale = end - now, times.clock(end, zone)
    elif which is Band.LATER:
        full, scale = LATER, f"{LATER.days} days"
    else:
        full, scale = HOUR, times.clock(now + HOUR, zone) if which is Band.HOUR else ""
    return BandSeen(
        key=which.value,
        title=TITLES[which],
        full=full,
        scale=scale,
        note=f"{times.count(len(rows))} here, more follow." if goes_on else _note(which, rows, now, zone),
        rows=tuple(row_seen(row, agent, now=now) for row in rows),
    )


def _note(which: Band, rows: list[Promise], now: datetime, zone: ZoneInfo) -> str:
    count = times.count(len(rows))
    if which is Band.BROKEN:
        return f"{count}, the oldest {times.late(rows[0].due_at, now)}."
    if which is Band.HOUR:
        return f"{count}, the first in {times.left(rows[0].due_at, now, zone)}."
    if which is Band.TODAY:
        return f"{count} until {times.clock(rows[-1].due_at, zone)}."
    return f"{count} until {times.day(rows[-1].due_at, now, zone, long=True)}."
