"""How many customers are ignored, looked at again and again, so that a page can say for how long there was none."""

from collections import Counter
from datetime import datetime
from itertools import groupby

from django.db import connection

from kept.figures.summing import zone_of_brand
from kept.pledge.queries import NoPledge, current
from kept.rules.promise import BrokenPromise, ignored
from kept.storage.fanning import fan_out

ENOUGH = 5000
"""Broken promises that are looked at; with more of them nobody doubts that somebody is ignored."""

_BROKEN = """
SELECT customer_id, brand_id, id, coalesce(broken_at, due_at), tended_at FROM promises_promise
WHERE state = 'owed' AND promisor = 'company' AND kind <> 'concession' AND due_at < %s OR
      state = 'owed' AND promisor = 'company' AND kind <> 'concession' AND broken_at IS NOT NULL
ORDER BY brand_id, customer_id, id LIMIT %s
"""
_NOTE = """
INSERT INTO figures_neglect (brand_id, day, most, looked_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (brand_id, day) DO UPDATE
SET most = greatest(figures_neglect.most, EXCLUDED.most), looked_at = EXCLUDED.looked_at
"""


def note_neglect(*, now: datetime) -> int:
    """Count the ignored of each brand at this moment and keep the day's most; how many there are."""
    try:
        pledge = current()
    except NoPledge:
        return 0
    with fan_out("who is ignored"), connection.cursor() as cursor:
        cursor.execute(_BROKEN, [now, ENOUGH])
        broken = cursor.fetchall()
    counted: Counter[int] = Counter()
    for (brand_id, _customer), rows in groupby(broken, key=lambda row: (row[1], row[0])):
        facts = [BrokenPromise(promise, at, tended) for _c, _b, promise, at, tended in rows]
        counted[brand_id] += bool(ignored([], facts, grace=pledge.pledge.ignored_grace, now=now))
    noted = [
        (brand_id, now.astimezone(zone_of_brand(pledge, brand_id)).date(), counted[brand_id], now)
        for brand_id in pledge.brands
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_NOTE, noted)
    return sum(counted.values())
