"""The rows of the figures: names, outcomes and times to answer, by each dimension."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from kept.faces.components import times
from kept.faces.desk.forms.lists import CHANNEL_NAMES
from kept.faces.desk.read.promises import NAMES
from kept.figures.reading import Key, Outcome, Reckoning, weeks_between
from kept.pledge.queries import CurrentPledge
from kept.pledge.shapes import Brand
from kept.rules.hours import Span
from kept.rules.promise import Kind
from kept.staff.models import Agent

HEADS = {
    "week": gettext_lazy("Week"),
    "brand": gettext_lazy("Brand"),
    "channel": gettext_lazy("Channel"),
    "agent": gettext_lazy("Agent"),
    "kind": gettext_lazy("Kind"),
}


_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. Addresses are "" where there is nothing to look at."""

    name: str
    outcome: Outcome
    share: str
    half: str
    ninth: str
    in_time_url: str
    late_url: str
    broken_url: str
    key: Key = None


@dataclass(frozen=True, slots=True)
class Threaded:
    """One row of the times to answer."""

    name: str
    half: str
    ninth: str
    pledged: str
    half_minutes: float
    ninth_minutes: float
    pledged_minutes: float

    @property
    def over(self) -> bool:
        """More than one of ten answers takes longer than what is pledged."""
        return self.ninth_minutes > self.pledged_minutes


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at what: the days, the brands, the reader."""

    agent: Agent
    brands: Sequence[int]
    slug: str
    first: date
    last: date
    today: date
    pledge: CurrentPledge
    now: datetime

    @property
    def query(self) -> str:
        """The address of the same look, without its path."""
        return urlencode(
            {"first": self.first, "last": self.last, **({"brand": self.slug} if self.slug else {})}
        )


def lines(seen: Seen, found: Reckoning, dimension: str) -> list[Line]:
    """The rows of one dimension: weeks in their order, everything else by how much it holds."""
    by = found.by[dimension]
    if dimension == "week":
        keys: list[Key] = list(reversed(weeks_between(seen.first, seen.last)))
    else:
        keys = sorted(by, key=lambda key: (-by[key].all - by[key].late, str(key)))
    if dimension == "agent" and not seen.agent.leads:  # how colleagues fare is for those who answer for them
        keys = [key for key in keys if key == seen.agent.pk]
    name = _namer(seen, dimension)
    return [_line(seen, dimension, key, by.get(key, Outcome()), name(key)) for key in keys]


def answered(seen: Seen, found: Reckoning) -> list[Threaded]:
    """How long answers took, by brand and channel, beside what is pledged."""
    rows = []
    several = len({channel for _brand, channel in found.answers}) > 1
    for (brand_id, channel), outcome in found.answers.items():
        brand = seen.pledge.brand(brand_id)
        span = brand.answering.within.get(channel)
        half, ninth = outcome.median, outcome.ninth
        if span is None or half is None or ninth is None:
            continue
        name = channel_name(channel)
        if len(seen.brands) > 1:
            name = f"{brand.name}, {_within(channel)}" if several else brand.name
        rows.append(
            Threaded(
                name, lasting(half), lasting(ninth), _spanning(span), half, ninth, _open_minutes(span, brand)
            )
        )
    return sorted(rows, key=lambda row: -row.ninth_minutes / row.pledged_minutes)


def share(outcome: Outcome) -> str:
    """ "97.9 %"; never rounded up to a hundred, which means that none was broken."""
    found = outcome.share
    if found is None:
        return "–"
    return per_cent(min(found, 99.9) if outcome.broken else found)


def per_cent(value: float) -> str:
    """ "97.9 %", "100 %", as the reader's language writes figures."""
    shown = round(value, 1)
    return f"{number_format(shown, 0 if shown.is_integer() else 1)}\u202f%"


def lasting(minutes: float | None) -> str:
    """A length of open time in words; "" for none."""
    if minutes is None:
        return ""
    return _("under 1 min") if minutes < 1 else times.length(minutes * _MINUTE)


def _line(seen: Seen, dimension: str, key: Key, outcome: Outcome, name: str) -> Line:
    where: dict[str, object] = {"first": seen.first, "last": seen.last}
    if seen.slug:
        where["brand"] = seen.slug
    if dimension == "week" and isinstance(key, date):
        where |= {"first": max(key, seen.first), "last": min(key + timedelta(days=6), seen.last)}
    elif dimension == "brand" and isinstance(key, int):
        where["brand"] = seen.pledge.brand(key).slug
    elif dimension != "week":
        where[dimension] = "none" if key in (None, "") else key
    path = reverse("desk:reckoned")

    def url(what: str, count: int) -> str:
        return f"{path}?{urlencode({'what': what, **where})}" if count else ""

    return Line(
        name=name,
        outcome=outcome,
        share=share(outcome),
        half=lasting(outcome.median),
        ninth=lasting(outcome.ninth),
        in_time_url=url("kept", outcome.in_time),
        late_url=url("late", outcome.late),
        broken_url=url("broken", outcome.broken),
        key=key,
    )


def _namer(seen: Seen, dimension: str) -> Callable[[Key], str]:
    if dimension == "week":
        return lambda key: _week_name(key, seen)
    if dimension == "brand":
        return lambda key: seen.pledge.brand(key).name if isinstance(key, int) else ""
    if dimension == "channel":
        return lambda key: channel_name(str(key))
    if dimension == "kind":
        return lambda key: str(NAMES[Kind(str(key))])
    names = dict(Agent.objects.values_list("pk", "name"))
    return lambda key: names.get(key, "") if isinstance(key, int) else _("Nobody yet, a team")


def channel_name(channel: str) -> str:
    """The name of a channel; "" is what nobody asked for."""
    return str(CHANNEL_NAMES.get(channel, channel)) if channel else _("Given by us")


def _within(channel: str) -> str:
    """The name of a channel after that of a brand."""
    return pgettext("after a brand", "mail") if channel == "mail" else channel_name(channel)


def _week_name(key: Key, seen: Seen) -> str:
    if not isinstance(key, date):
        return ""
    week = key.isocalendar()
    return f"{week.week}" if week.year == seen.today.isocalendar().year else f"{week.week}, {week.year}"


def _spanning(span: Span) -> str:
    if span.in_days:
        return ngettext("%(count)s day", "%(count)s days", span.count) % {"count": span.count}
    if span.unit == "h":
        return _("%(count)s h") % {"count": span.count}
    return _("%(count)s min") % {"count": span.count}


def _open_minutes(span: Span, brand: Brand) -> float:
    """A pledged span in open minutes; a day is the average of the days on which the brand opens."""
    if not span.in_days:
        return max(1.0, span.length / _MINUTE)
    days = [
        sum((shift.close - shift.open) % (24 * 60) or 24 * 60 for shift in shifts)
        for shifts in brand.week.shifts.values()
        if shifts
    ]
    return span.count * (sum(days) / len(days) if days else 24 * 60)
