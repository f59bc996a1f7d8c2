"""Reading the sums: what became of promises and how long answers took, by week, brand, channel, agent and kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from kept.figures.models import Neglect, SummedDay
from kept.figures.summing import ONE_DAY, begins_of, zone_of_brand
from kept.figures.waits import quantile
from kept.pledge.queries import CurrentPledge
from kept.storage.fanning import fan_out

LIVE_DAYS = 2
"""Days that a page counts itself at most; what is older and not summed up is missing, and the page says so."""
DIMENSIONS = ("week", "brand", "channel", "agent", "kind")

_ROWS = """
WITH b AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(begins)s::timestamptz[], %(zones)s::text[]) AS b(id, begins, zone)
), w AS (
  SELECT k.customer_id, k.id, k.kept_at AS at, k.late, FALSE AS broken FROM b JOIN promises_promise k
    ON k.brand_id = b.id AND k.state = 'kept' AND k.promisor = 'company' AND k.kept_at >= b.begins
   WHERE k.kept_at >= %(soonest)s
  UNION ALL
  SELECT k.customer_id, k.id, k.broken_at, FALSE, TRUE FROM b JOIN promises_promise k
    ON k.brand_id = b.id AND k.broken_at IS NOT NULL AND k.state <> 'void' AND k.broken_at >= b.begins
   WHERE k.broken_at >= %(soonest)s
  UNION ALL  -- what passed a moment ago and the clock has not written yet
  SELECT k.customer_id, k.id, k.due_at, FALSE, TRUE FROM b JOIN promises_promise k
    ON k.brand_id = b.id AND k.state = 'owed' AND k.broken_at IS NULL AND k.promisor = 'company'
   AND k.kind <> 'concession' AND k.due_at >= b.begins
   WHERE k.due_at >= %(soonest)s AND k.due_at < %(now)s
), rows AS (
  SELECT day, brand_id, channel, agent_id, kind, in_time, late, broken FROM figures_sum
   WHERE brand_id = ANY(%(brands)s) AND day BETWEEN %(first)s AND %(last)s
  UNION ALL
  SELECT (w.at AT TIME ZONE b.zone)::date, p.brand_id, coalesce(c.channel, ''), p.owner_id, p.kind,
         (NOT w.broken AND NOT w.late)::int, (NOT w.broken AND w.late)::int, w.broken::int
    FROM w JOIN promises_promise p ON p.customer_id = w.customer_id AND p.id = w.id JOIN b ON b.id = p.brand_id
    LEFT JOIN contacts_contact c ON c.customer_id = p.customer_id AND c.id = p.origin_contact_id
)
SELECT grouping(week, brand_id, channel, agent_id, kind), week, brand_id, channel, agent_id, kind,
       sum(in_time), sum(late), sum(broken)
  FROM (SELECT *, day - (extract(isodow FROM day)::int - 1) AS week FROM rows
         WHERE day BETWEEN %(first)s AND %(last)s) r
 GROUP BY GROUPING SETS ((week), (brand_id), (channel), (agent_id), (kind))
"""
_WAITS = """
SELECT grouping(week, brand_id, channel, agent_id), week, brand_id, channel, agent_id, step, sum(answers)
  FROM (SELECT *, day - (extract(isodow FROM day)::int - 1) AS week FROM figures_wait
         WHERE brand_id = ANY(%(brands)s) AND day BETWEEN %(first)s AND %(last)s) r
 GROUP BY GROUPING SETS ((week, step), (brand_id, step), (channel, step), (agent_id, step),
                         (brand_id, channel, step))
"""


@dataclass(slots=True)
class Outcome:
    """What became of some promises, and how long the answers among them took (open minutes)."""

    in_time: int = 0
    late: int = 0
    broken: int = 0
    steps: dict[int, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """Those that count: kept in time, and broken (kept late was broken before)."""
        return self.in_time + self.broken

    @property
    def share(self) -> float | None:
        """Kept in time, in per cent; None where nothing came due."""
        return 100 * self.in_time / self.all if self.all else None

    @property
    def median(self) -> float | None:
        return quantile(self.steps, 0.5)

    @property
    def ninth(self) -> float | None:
        """Minutes within which nine of ten answers came."""
        return quantile(self.steps, 0.9)


Key = date | int | str | None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Everything that a page of figures shows, as of one moment."""

    by: dict[str, dict[Key, Outcome]]
    answers: dict[tuple[int, str], Outcome]
    """By brand and channel."""
    summed_at: datetime | None
    missing_from: date | None
    """The first day that is over and not yet summed up nor counted here."""

    def total(self) -> Outcome:
        """All of it."""
        weeks = self.by["week"].values()
        return Outcome(
            *(sum(getattr(each, name) for each in weeks) for name in ("in_time", "late", "broken"))
        )


def reckon(
    brands: Sequence[int], first: date, last: date, *, pledge: CurrentPledge, now: datetime
) -> Reckoning:
    """The figures of these brands from the first to the last day: finished days as summed, the rest counted now."""
    summed = _summed(brands)
    begins, missing = [], None
    for brand_id in brands:
        zone = zone_of_brand(pledge, brand_id)
        today = now.astimezone(zone).date()
        known = summed.get(brand_id)
        live_from = today - (LIVE_DAYS - 1) * ONE_DAY
        if known and known[0] + ONE_DAY >= live_from:
            live_from = min(known[0] + ONE_DAY, today)
        elif known:
            missing = min(missing or date.max, known[0] + ONE_DAY)
        begins.append(begins_of(live_from, zone))
    values = {
        "ids": list(brands), "brands": list(brands), "begins": begins, "soonest": min(begins, default=now),
        "zones": [zone_of_brand(pledge, each).key for each in brands], "now": now, "first": first, "last": last,
    }  # fmt: skip
    with fan_out("figures of a stretch of days"), connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        by = _gathered(cursor.fetchall())
        cursor.execute(_WAITS, values)
        answers = _waited(cursor.fetchall(), by)
    told = [at for _day, at in summed.values()]
    return Reckoning(by, answers, min(told, default=None), missing if missing and missing <= last else None)


def _summed(brands: Sequence[int]) -> dict[int, tuple[date, datetime]]:
    """By brand: the last day that is summed up, and when it was."""
    rows = (
        SummedDay.objects.filter(brand_id__in=brands)
        .order_by("brand_id", "-day")
        .distinct("brand_id")
        .values_list("brand_id", "day", "summed_at")
    )
    return {brand: (day, at) for brand, day, at in rows}


def _gathered(rows: Sequence[tuple]) -> dict[str, dict[Key, Outcome]]:  # type: ignore[type-arg]
    by: dict[str, dict[Key, Outcome]] = {name: {} for name in DIMENSIONS}
    for mask, *keys, in_time, late, broken in rows:
        which = next(n for n in range(5) if not mask >> (4 - n) & 1)
        by[DIMENSIONS[which]][keys[which]] = Outcome(int(in_time), int(late), int(broken))
    return by


def _waited(
    rows: Sequence[tuple],  # type: ignore[type-arg]
    by: dict[str, dict[Key, Outcome]],
) -> dict[tuple[int, str], Outcome]:
    answers: dict[tuple[int, str], Outcome] = {}
    for mask, *keys, step, count in rows:
        named = [n for n in range(4) if not mask >> (3 - n) & 1]
        if named == [1, 2]:
            found = answers.setdefault((keys[1], keys[2]), Outcome())
        else:
            found = by[DIMENSIONS[named[0]]].setdefault(keys[named[0]], Outcome())
        found.steps[step] = int(count)
    return answers


@dataclass(frozen=True, slots=True)
class Peace:
    """For how long nobody was ignored; `since` None: as far back as anybody looked."""

    days: int
    last: date | None


def peace(brands: Sequence[int], today: date) -> Peace:
    """How many days have passed since somebody of these brands was ignored, as far as it was noted."""
    rows = Neglect.objects.filter(brand_id__in=brands)
    last = rows.filter(most__gt=0).order_by("-day").values_list("day", flat=True).first()
    if last is None:
        first = rows.order_by("day").values_list("day", flat=True).first()
        return Peace(max(0, (today - first) // ONE_DAY) if first else 0, None)
    return Peace(max(0, (today - last) // ONE_DAY), last)


def weeks_between(first: date, last: date) -> list[date]:
    """The Mondays of the weeks that the days lie in, the oldest first."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range((last - monday) // timedelta(weeks=1) + 1)]
