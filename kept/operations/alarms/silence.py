"""When the silence of an intake is strange: a sober rule over its own past, in open time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from kept.rules.hours import Week, open_time

#: Arrivals that are looked at, and how many there must be before anything is called usual.
RECENT = 500
ENOUGH = 20
#: Open time that no intake is blamed for.
LEAST = timedelta(hours=4)
#: So many times the longest pause of the recent past is far longer than usual.
TIMES = 2


def silent_since(arrivals: Sequence[datetime], week: Week, *, now: datetime) -> datetime | None:
    """Since when nothing came, if that is strange; None when it is not, or when nobody can tell.

    Only time in which we are open counts: nights and holidays are silent everywhere. `arrivals` in order.
    """
    if len(arrivals) <= ENOUGH or arrivals[-1] > now:
        return None
    quiet = open_time(arrivals[-1], now, week)
    if quiet <= LEAST:
        return None
    longest = max(open_time(one, following, week) for one, following in pairwise(arrivals))
    return arrivals[-1] if quiet > TIMES * longest else None
