"""The clock with many open promises: an idle poll, and breaking what is due, against the size of what is stored."""

import argparse
import time
from datetime import timedelta

from stage import median_ms, say, stage

#: Cases over which the promises lie; a customer has two cases.
CASES = 100_000

FILL = """
INSERT INTO promises_promise (customer_id, case_id, brand_id, code, kind, text, given_at, given_by, due_at, warn_at,
  needs, team_id, pledge_id, next_check_at, warned_at)
SELECT c.customer_id, c.id, %(brand)s, 'KP-' || n, 'update', 'Tell the customer how it stands', %(now)s,
  'system:setup', %(due)s::timestamptz + n * interval '1 second', %(due)s, 3, %(team)s, %(pledge)s,
  %(due)s::timestamptz + n * interval '1 second', %(now)s
FROM generate_series(%(first)s, %(last)s) AS n JOIN cases_case c ON c.id = 1 + n %% %(cases)s
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--open", type=int, default=5_000_000, help="open promises at the end")
    asked.add_argument("--small", type=int, default=10_000, help="open promises to compare with")
    asked.add_argument("--break", type=int, default=5_000, dest="due", help="promises to break in each round")
    sizes = asked.parse_args()
    with stage():
        run(sizes.small, sizes.open, sizes.due)


def run(small: int, large: int, due: int) -> None:
    from django.db import connection

    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.pledge.queries import current
    from kept.promises.clock import sweep
    from kept.staff.actions import everyone, join

    start = now()
    join(
        email="lead@kept.test", name="Ruth Calloway", role="admin", by=SETUP, now=start
    )  # somebody to be told
    values = {
        "brand": next(iter(current().ids.values())),
        "team": everyone().pk,
        "pledge": current().version_id,
        "now": start,
        "due": start + timedelta(days=30),
        "cases": CASES,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (id, code, name, since) SELECT n, 'c' || n, 'Customer ' || n, %s "
            "FROM generate_series(1, %s) AS n",
            [start, CASES // 2],
        )
        cursor.execute(
            "INSERT INTO cases_case (id, customer_id, reference, brand_id, team_id, opened_at) "
            "SELECT n, 1 + n %% (%s / 2), 'R' || n, %s, %s, %s FROM generate_series(1, %s) AS n",
            [CASES, values["brand"], values["team"], start, CASES],
        )
    print("The clock")
    speeds = []
    for first, last in ((0, small - 1), (small, large - 1)):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(FILL, {**values, "first": first, "last": last})
            cursor.execute("VACUUM ANALYZE promises_promise")
        say(f"{last + 1:,} open promises stored in", f"{time.perf_counter() - began:.0f} s")
        idle = median_ms(lambda: sweep(now=start + timedelta(days=1)))
        say("a poll with nothing due: median, 95 %", f"{idle[0]:.3f} ms, {idle[1]:.3f} ms")
        speeds.append(_break(cursor, values, due, round_=len(speeds)))
        say("promises broken per second, with entries and notices", f"{speeds[-1]:,.0f}")
    say("cost of breaking one, large against small", f"{speeds[0] / speeds[1]:.2f} times")


def _break(cursor: object, values: dict, count: int, *, round_: int) -> float:
    """Make `count` promises due and let the clock notice; returns promises per second."""
    from django.db import connection

    from kept.promises.clock import sweep

    moment = values["now"] + timedelta(days=2 + round_)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE promises_promise SET due_at = %s, next_check_at = %s WHERE id IN "
            "(SELECT id FROM promises_promise WHERE broken_at IS NULL ORDER BY id LIMIT %s)",
            [moment, moment, count],
        )
    began, broken = time.perf_counter(), 0
    while swept := sweep(now=moment + timedelta(seconds=1)):
        broken += swept.broken
    taken = time.perf_counter() - began
    assert broken == count, f"{broken} of {count}"
    return broken / taken


if __name__ == "__main__":
    main()
