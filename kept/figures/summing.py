"""Summing up finished days, one brand's day at a time; days of the last weeks are looked at again."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from kept.figures.models import SummedDay
from kept.figures.waits import step_of
from kept.pledge.queries import CurrentPledge, NoPledge, current
from kept.rules.hours import end_of_date, open_time
from kept.storage.fanning import fan_out

ONE_DAY = timedelta(days=1)
STEPS = 40
"""Days that one call sums up at most."""
LOOKED_AT_AGAIN = 35
"""So many days back a bounce, a late word or a correction still moves the figure of its day."""
AGAIN_AFTER = timedelta(hours=20)

OUTCOMES = """
SELECT {day}p.brand_id, coalesce(c.channel, ''), p.owner_id, p.kind,
       count(*) FILTER (WHERE w.what = 'kept' AND NOT p.late), count(*) FILTER (WHERE w.what = 'kept' AND p.late),
       count(*) FILTER (WHERE w.what = 'broken')
FROM (
  SELECT 'kept' AS what, k.customer_id, k.id, k.kept_at AS at FROM promises_promise k
   WHERE k.state = 'kept' AND k.promisor = 'company' AND k.brand_id = %(brand)s
     AND k.kept_at >= %(begins)s AND k.kept_at < %(ends)s
  UNION ALL
  SELECT 'broken', b.customer_id, b.id, b.broken_at FROM promises_promise b
   WHERE b.broken_at IS NOT NULL AND b.state <> 'void' AND b.brand_id = %(brand)s
     AND b.broken_at >= %(begins)s AND b.broken_at < %(ends)s
) w
JOIN promises_promise p ON p.customer_id = w.customer_id AND p.id = w.id
LEFT JOIN contacts_contact c ON c.customer_id = p.customer_id AND c.id = p.origin_contact_id
GROUP BY {group}
"""
"""What became of promises between two moments; `day` and `group` say how it is gathered."""

_SUM = (
    "INSERT INTO figures_sum (brand_id, channel, agent_id, kind, in_time, late, broken, day) "
    "SELECT s.*, %(day)s::date FROM ("
    + OUTCOMES.format(day="", group="p.brand_id, coalesce(c.channel, ''), p.owner_id, p.kind")
    + ") s"
)
_ANSWERS = """
SELECT coalesce(c.channel, ''), k.owner_id, k.given_at, k.kept_at FROM promises_promise k
LEFT JOIN contacts_contact c ON c.customer_id = k.customer_id AND c.id = k.origin_contact_id
WHERE k.state = 'kept' AND k.promisor = 'company' AND k.kind = 'answer' AND k.brand_id = %(brand)s
  AND k.kept_at >= %(begins)s AND k.kept_at < %(ends)s
"""
_FIRST = """
SELECT least((SELECT min(kept_at) FROM promises_promise WHERE state = 'kept' AND kept_at IS NOT NULL),
             (SELECT min(broken_at) FROM promises_promise WHERE broken_at IS NOT NULL))
"""


def sum_days(*, now: datetime, most: int = STEPS) -> int:
    """Sum up days that are over and not summed, then those that may have changed since; how many it were."""
    try:
        pledge = current()
    except NoPledge:
        return 0
    done = 0
    while done < most and (found := _next(pledge, now)) is not None:
        _sum_day(pledge, *found, now=now)
        done += 1
    return done


def zone_of_brand(pledge: CurrentPledge, brand_id: int) -> ZoneInfo:
    """The zone in which a brand's days begin and end."""
    return pledge.brand(brand_id).week.zone


def begins_of(day: date, zone: ZoneInfo) -> datetime:
    """0:00 of a day in the zone, as an instant."""
    return end_of_date(day - ONE_DAY, zone)


def _next(pledge: CurrentPledge, now: datetime) -> tuple[int, date] | None:
    """The brand and the day whose turn it is: first what is missing, the oldest before the newer."""
    summed = _summed()
    first = _first()
    if first is None:
        return None
    for brand_id in pledge.brands:
        zone = zone_of_brand(pledge, brand_id)
        yesterday = now.astimezone(zone).date() - ONE_DAY
        begun = first.astimezone(zone).date()
        oldest, newest = summed.get(brand_id, (begun, begun - ONE_DAY))
        if newest < yesterday:
            return brand_id, newest + ONE_DAY
        if begun < oldest:
            return brand_id, oldest - ONE_DAY
    again = (
        SummedDay.objects.filter(
            brand_id__in=list(pledge.brands),
            day__gte=now.date() - LOOKED_AT_AGAIN * ONE_DAY,
            summed_at__lt=now - AGAIN_AFTER,
        )
        .order_by("summed_at")
        .values_list("brand_id", "day")
        .first()
    )
    return again


def _summed() -> dict[int, tuple[date, date]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT brand_id, min(day), max(day) FROM figures_summed_day GROUP BY brand_id")
        return {brand: (oldest, newest) for brand, oldest, newest in cursor.fetchall()}


def _first() -> datetime | None:
    with fan_out("the first day that has figures"), connection.cursor() as cursor:
        cursor.execute(_FIRST)
        found: datetime | None = cursor.fetchone()[0]
        return found


@transaction.atomic
def _sum_day(pledge: CurrentPledge, brand_id: int, day: date, *, now: datetime) -> None:
    """Replace the sums of one day. Two workers at the same day wait for each other at its row."""
    SummedDay.objects.get_or_create(brand_id=brand_id, day=day, defaults={"summed_at": now})
    SummedDay.objects.select_for_update().get(brand_id=brand_id, day=day)
    zone = zone_of_brand(pledge, brand_id)
    values = {
        "brand": brand_id,
        "day": day,
        "begins": begins_of(day, zone),
        "ends": begins_of(day + ONE_DAY, zone),
    }
    week = pledge.brand(brand_id).week
    with fan_out("summing up a day"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM figures_sum WHERE brand_id = %(brand)s AND day = %(day)s", values)
        cursor.execute("DELETE FROM figures_wait WHERE brand_id = %(brand)s AND day = %(day)s", values)
        cursor.execute(_SUM, values)
        cursor.execute(_ANSWERS, values)
        waits: Counter[tuple[str, int | None, int]] = Counter()
        for channel, agent, given_at, kept_at in cursor:
            open_for = open_time(given_at, max(given_at, kept_at), week)
            waits[channel, agent, step_of(open_for / timedelta(minutes=1))] += 1
        cursor.executemany(
            "INSERT INTO figures_wait (brand_id, day, channel, agent_id, step, answers)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(brand_id, day, *key, count) for key, count in waits.items()],
        )
    SummedDay.objects.filter(brand_id=brand_id, day=day).update(summed_at=now)
