"""The clock with many open promises: an idle poll, and breaking what is due, against the size of what is stored."""

import argparse
import time
from datetime import timedelta
from typing import Any

from benchmarks.stage import median_ms, say, stage

#: Promises of one case, however many there are in all; a customer has two cases.
OF_A_CASE = 4

FILL = """
INSERT INTO promises_promise (customer_id, case_id, brand_id, code, kind, text, given_at, given_by, due_at, warn_at,
  needs, team_id, pledge_id, next_check_at, warned_at)
SELECT c.customer_id, c.id, %(brand)s, 'KP-' || n, 'update', 'Tell the customer how it stands', %(now)s,
  'system:setup', %(due)s::timestamptz + n * interval '1 second', %(due)s, 3, %(team)s, %(pledge)s,
  %(due)s::timestamptz + n * interval '1 second', %(now)s
FROM generate_series(%(first)s, %(last)s) AS n JOIN cases_case c ON c.id = 1 + n / %(of_a_case)s
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--open", type=int, default=5_000_000, help="open promises at the end")
    asked.add_argument("--small", type=int, default=10_000, help="open promises to compare with")
    asked.add_argument("--break", type=int, default=2_500, dest="due", help="promises to break in each round")
    sizes = asked.parse_args()
    with stage():
        run(sizes.small, sizes.open, sizes.due)


def run(small: int, large: int, due: int) -> None:
    from django.db import connection

    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.ledger.chain import GENESIS
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
        "of_a_case": OF_A_CASE,
    }
    cases = large // OF_A_CASE + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # made-up rows: nothing to check or to refuse
        cursor.execute(
            "INSERT INTO customers_customer (id, code, name, since) SELECT n, 'c' || n, 'Customer ' || n, %s "
            "FROM generate_series(1, %s) AS n",
            [start, cases // 2 + 1],
        )
        cursor.execute(
            "INSERT INTO cases_case (id, customer_id, reference, brand_id, team_id, opened_at) "
            "SELECT n, 1 + n / 2, 'R' || n, %s, %s, %s FROM generate_series(1, %s) AS n",
            [values["brand"], values["team"], start, cases],
        )
        cursor.execute(
            "INSERT INTO ledger_head (customer_id, seq, hash) SELECT id, 0, %s FROM customers_customer",
            [GENESIS],
        )
        cursor.execute("VACUUM ANALYZE customers_customer, cases_case, ledger_head")
    print("The clock")
    speeds: list[float] = []
    idles: list[float] = []
    for first, last in ((0, small - 1), (small, large - 1)):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(FILL, {**values, "first": first, "last": last})
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("VACUUM ANALYZE promises_promise")
            cursor.execute("CHECKPOINT")
        say(f"{last + 1:,} open promises stored in", f"{time.perf_counter() - began:.0f} s")
        idle = median_ms(lambda: sweep(now=start + timedelta(days=1)))
        say("a poll with nothing due: median, 95 %", f"{idle[0]:.3f} ms, {idle[1]:.3f} ms")
        idles.append(idle[0])
        speeds.append(_break(values, min(due, small // OF_A_CASE), first + 1, round_=len(speeds)))
        say("promises broken per second, with entries and notices", f"{speeds[-1]:,.0f}")
    say("cost of an idle poll, large against small", f"{idles[1] / idles[0]:.2f} times")
    say("cost of breaking one, large against small", f"{speeds[0] / speeds[1]:.2f} times")


def _break(values: dict[str, Any], count: int, first: int, *, round_: int) -> float:
    """Make promises due, one of a case, made one after the other as in life; returns promises broken per second."""
    from django.db import connection

    from kept.promises.clock import sweep

    # Seconds apart: what broke in the round before is not yet to be escalated, which would be counted with these.
    moment = values["now"] + timedelta(days=2, seconds=5 * round_)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE promises_promise p SET due_at = %s, next_check_at = %s FROM "
            "(SELECT id FROM promises_promise WHERE broken_at IS NULL AND id >= %s AND id %% %s = 0 "
            "ORDER BY id LIMIT %s) AS few WHERE p.id = few.id",
            [moment, moment, first, OF_A_CASE, count],
        )
    began, broken = time.perf_counter(), 0
    while swept := sweep(now=moment + timedelta(seconds=1)):
        broken += swept.broken
    taken = time.perf_counter() - began
    if broken != count:
        raise SystemExit(f"{broken} promises broke where {count} should have")
    return broken / taken


if __name__ == "__main__":
    main()
