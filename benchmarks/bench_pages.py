"""Owed and the page of a case: how many queries, by which plans, and how long, with little and with much history."""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks.stage import median_ms, say, stage

#: Cases in which something is owed, and in which something was kept this week, however long the history is.
OPEN, WEEK = 2_000, 2_000
#: Contacts of a case; entries on the ledger for each.
CONTACTS, ENTRIES = 3, 4
#: Tables whose rows are history: reading one from end to end is a mistake.
HISTORY = {
    "customers_customer",
    "customers_person",
    "customers_contact_point",
    "customers_speaks",
    "cases_case",
    "cases_participant",
    "cases_reference",
    "contacts_contact",
    "contacts_outgoing",
    "promises_promise",
    "promises_evidence",
    "ledger_entry",
}

CUSTOMERS = """
INSERT INTO customers_customer (id, code, name, since)
SELECT n, 'c' || n, 'Customer ' || n, %(now)s FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 2 = 0
"""
CASES = """
INSERT INTO cases_case (id, customer_id, reference, brand_id, team_id, subject, opened_at, last_contact_at,
  last_in_at, contacts_in, stands, settled_at, settled_cause)
SELECT n, n / 2 * 2, 'R' || n, %(brand)s, %(team)s, 'Question ' || n, %(long_ago)s, %(long_ago)s, %(long_ago)s, 2,
  CASE WHEN n <= %(open)s THEN 'ours' ELSE 'settled' END,
  CASE WHEN n > %(open)s THEN %(long_ago)s::timestamptz END, CASE WHEN n > %(open)s THEN 'answered' ELSE '' END
FROM generate_series(%(first)s, %(last)s) AS n
"""
CONTACT = """
INSERT INTO contacts_contact (customer_id, case_id, brand_id, channel, direction, at, recorded_at, sender_name,
  sender_address, recipients, subject, snippet, visible, "references", no_answer_reason)
SELECT n / 2 * 2, n, %(brand)s, 'mail', CASE WHEN k = 2 THEN 'out' ELSE 'in' END,
  %(long_ago)s::timestamptz + k * interval '1 hour', %(long_ago)s, 'Some Person', 'person' || n || '@example.test',
  '[]', 'Question ' || n, 'Where is it?', repeat('Where is it? ', 20), '[]', 'made up'
FROM generate_series(%(first)s, %(last)s) AS n, generate_series(1, %(contacts)s) AS k
"""
PROMISES = """
INSERT INTO promises_promise (customer_id, case_id, brand_id, code, kind, text, given_at, given_by, due_at, warn_at,
  needs, team_id, pledge_id, state, kept_at, next_check_at)
SELECT n / 2 * 2, n, %(brand)s, 'KP-' || n, 'answer', 'Answer', %(long_ago)s, 'system:setup',
  %(now)s::timestamptz + (n %% 600) * interval '10 minutes', %(now)s, 3, %(team)s, %(pledge)s,
  CASE WHEN n <= %(open)s THEN 'owed' ELSE 'kept' END,
  CASE WHEN n > %(open)s + %(week)s THEN %(long_ago)s WHEN n > %(open)s THEN %(now)s::timestamptz END,
  CASE WHEN n <= %(open)s THEN %(now)s::timestamptz + interval '1 day' END
FROM generate_series(%(first)s, %(last)s) AS n
"""
LEDGER = """
INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash)
SELECT nextval('ledger_entry_id_seq'), n / 2 * 2, (n %% 2) * %(entries)s + k, %(long_ago)s, 'case.opened',
  'system:setup', n, %(body)s, ''
FROM generate_series(%(first)s, %(last)s) AS n, generate_series(1, %(entries)s) AS k
"""

REFERENCES = """
INSERT INTO cases_reference (code, customer_id, case_id)
SELECT 'r' || n, n / 2 * 2, n FROM generate_series(%(first)s, %(last)s) AS n
"""
PARTICIPANTS = """
INSERT INTO cases_participant (customer_id, case_id, address, since)
SELECT n / 2 * 2, n, 'person' || n || '@example.test', %(long_ago)s
FROM generate_series(%(first)s, %(last)s) AS n
"""
SENT = """
INSERT INTO contacts_outgoing (customer_id, contact_id, decision_id, brand_id, channel, purpose, to_address,
  message_id, content_digest, state, created_at, not_before)
SELECT c.customer_id, c.id, 0, c.brand_id, 'mail', 'answer', c.sender_address, '', '', 'confirmed', c.at, c.at
FROM contacts_contact c WHERE c.direction = 'out' AND c.case_id BETWEEN %(first)s AND %(last)s
"""


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=1_000_000, help="cases at the end")
    asked.add_argument("--small", type=int, default=10_000, help="cases to compare with")
    sizes = asked.parse_args()
    with stage():
        run(sizes.small, sizes.cases)


def run(small: int, large: int) -> None:
    """Fill, measure, fill more, measure again."""
    from django.test import Client
    from django.urls import reverse

    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.operations.serve.static import collect_static
    from kept.pledge.queries import current
    from kept.staff.actions import everyone, join

    collect_static()
    start = now()
    agent = join(email="lead@kept.test", name="Ruth Calloway", role="admin", by=SETUP, now=start)
    fact = {"case": "1", "reference": "K7Q-3M9-E", "brand": "1", "owner": None, "team": "1"}
    values = {
        "brand": next(iter(current().ids.values())),
        "team": everyone().pk,
        "pledge": current().version_id,
        "now": start,
        "long_ago": start - timedelta(days=60),
        "open": OPEN,
        "week": WEEK,
        "contacts": CONTACTS,
        "entries": ENTRIES,
        "body": json.dumps({"format": 1, "fact": fact}),
    }
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(agent)
    print("Pages")
    taken: dict[str, list[float]] = {}
    for first, last in ((2, small), (small + 1, large)):
        began = time.perf_counter()
        fill(values | {"first": first, "last": last})
        reference = written(last - 7)
        say(f"{last:,} cases stored in", f"{time.perf_counter() - began:.0f} s")
        pages = {"owed": reverse("desk:owed"), "case": reverse("desk:case", args=[reference])}
        for name, path in pages.items():

            def page(path: str = path) -> None:
                answer = browser.get(path)
                if answer.status_code != 200:
                    raise SystemExit(f"{path} answers {answer.status_code}")

            page()
            with statements() as asked:
                page()
            middle, most = median_ms(page, 60)
            taken.setdefault(name, []).append(middle)
            say(f"  {name}: queries; median, 95 %", f"{len(asked)}; {middle:.1f} ms, {most:.1f} ms")
            plans(asked)
    for name, (before, after) in taken.items():
        say(f"{name}: {large:,} cases against {small:,}", f"{after / before:.2f} times")


def fill(values: dict[str, Any]) -> None:
    """Made-up cases with what belongs to them; nothing is checked, as nothing here can be wrong."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in (CUSTOMERS, CASES, CONTACT, PROMISES, LEDGER, REFERENCES, PARTICIPANTS, SENT):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def written(case_id: int) -> str:
    """Give a case a reference that can be asked for."""
    from django.db import connection

    from kept.cases.references import draw_references
    from kept.rules.codes import compact

    [reference] = draw_references(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET reference = %s WHERE id = %s", [reference, case_id])
        cursor.execute(
            "INSERT INTO cases_reference (code, customer_id, case_id) VALUES (%s, %s, %s)",
            [compact(reference), case_id // 2 * 2, case_id],
        )
    return reference


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """The statements that run within, with their parameters."""
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield seen


def plans(asked: list[tuple[str, Any]]) -> None:
    """Ask how each statement is done; print those that read a table of history from end to end."""
    from django.db import connection

    for sql, params in asked:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")) and "%b" not in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            for table in sorted(set(scanned(plan[0]["Plan"])) & HISTORY):
                say(f"    reads all of {table}", " ".join(sql.split())[:160])


def scanned(node: dict[str, Any]) -> Iterator[str]:
    """Tables that a plan reads from end to end."""
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from scanned(child)


if __name__ == "__main__":
    main()
