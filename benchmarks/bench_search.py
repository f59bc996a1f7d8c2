"""Search: rare, middling and common words, names, operators, the palette as typed, with little and much history."""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fill_search import fill
from benchmarks.stage import say, stage

#: Runs of each query; each takes another word of its kind.
TIMES = 60
#: A kind of word → the share of contacts in which it stands, from and to.
SHARES = {"common": (0.3, 1.0), "middling": (0.008, 0.05), "worst": (0.002, 0.006), "rare": (0.0, 0.0002)}


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--cases", type=int, default=1_000_000, help="cases at the end, with three contacts each"
    )
    asked.add_argument("--small", type=int, default=10_000, help="cases to compare with")
    asked.add_argument(
        "--plans", action="store_true", help="print how the slowest query of each kind is done"
    )
    asked.add_argument(
        "--rebuild", type=int, default=0, help="index so many contacts by `kept search rebuild`'s step"
    )
    sizes = asked.parse_args()
    with stage():
        run(sizes.small, sizes.cases, plans=sizes.plans, rebuilt=sizes.rebuild)


def run(small: int, large: int, *, plans: bool, rebuilt: int) -> None:
    """Fill, measure, fill more, measure again."""
    from kept.clock import now
    from kept.ledger.actor import SETUP
    from kept.operations.serve.static import collect_static
    from kept.staff.actions import join

    collect_static()
    start = now()
    agent = join(email="lead@kept.test", name="Ruth Calloway", role="admin", by=SETUP, now=start)
    print("Search")
    taken: dict[str, list[float]] = {}
    first = 1
    pool: list[str] = []
    for last in dict.fromkeys((small, large)):
        began = time.perf_counter()
        pool = fill(first, last, now=start, pool=pool)
        first = last + 1
        say(f"{last:,} cases, {last * 3:,} contacts stored in", f"{time.perf_counter() - began:.0f} s")
        _sizes()
        for name, step in steps(agent, words(pool), start).items():
            seen = measure(step)
            taken.setdefault(name, []).append(seen.median)
            say(
                f"  {name}: median, 95 %; bare statements; times",
                f"{seen.median:.1f} ms, {seen.most:.1f} ms; {seen.bare:.1f} ms; {seen.median / seen.bare:.1f}",
            )
            say(
                "",
                f"statements {seen.count:.0f}; processor: page {seen.own:.1f} ms, database {seen.theirs:.1f} ms",
            )
            if plans and last == large:
                explain(*seen.slowest)
    for name, figures in taken.items():
        if len(figures) == 2:
            say(f"{name}: {large:,} cases against {small:,}", f"{figures[1] / figures[0]:.2f} times")
    if rebuilt:
        rebuild(rebuilt)


def words(pool: list[str]) -> dict[str, list[str]]:
    """Words of each kind, by the share of texts in which they stand."""
    counted = Counter(word for text in pool for word in set(text.lower().replace(".", "").split()))
    found = {
        kind: sorted(word for word, count in counted.items() if low <= count / len(pool) <= high)
        for kind, (low, high) in SHARES.items()
    }
    random = Random(7)
    return {kind: random.sample(each, min(len(each), TIMES)) for kind, each in found.items() if each}


def steps(agent: Any, kinds: dict[str, list[str]], now: datetime) -> dict[str, Callable[[int], object]]:
    """What is measured: a name, and a function of the number of the run."""
    from django.test import Client
    from django.urls import reverse

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(agent)
    page, palette = reverse("desk:search"), reverse("desk:palette")

    def get(path: str, typed: str) -> object:
        answer = browser.get(path, {"q": typed}, headers={"hx-request": "true"} if path == palette else {})
        if answer.status_code != 200:
            raise SystemExit(f"{path}?q={typed} answers {answer.status_code}")
        return answer

    def pick(kind: str, number: int) -> str:
        return kinds[kind][number % len(kinds[kind])]

    def typed(number: int) -> str:
        kind = tuple(kinds)[number % len(kinds)]
        word = pick(kind, number)
        return word[: 2 + number % max(1, len(word) - 1)]

    rares = [f"r{(number * 7919) % 1_000_003}x" for number in range(3, 3 + TIMES)]
    of_page = {f"search, {kind} word": (lambda n, k=kind: get(page, pick(k, n))) for kind in kinds}
    return {
        **of_page,
        "search, one in a million": lambda n: get(page, rares[n % len(rares)]),
        "search, two common words": lambda n: get(page, f"{pick('common', n)} {pick('common', n + 1)}"),
        "search, common and rare word": lambda n: get(page, f"{pick('common', n)} {pick('rare', n)}"),
        "search, phrase": lambda n: get(page, f'"{pick("common", n)} {pick("middling", n)}"'),
        "search, word of nobody": lambda n: get(page, f"qqq{n}zz"),
        "search, is:open and middling word": lambda n: get(page, f"is:open {pick('middling', n)}"),
        "search, from: a name": lambda n: get(page, f"from:name{n * 37}"),
        "search, before: two years": lambda n: get(
            page, f"before:{(now - timedelta(days=700)).date()} {pick('middling', n)}"
        ),
        "search, a name": lambda n: get(page, f"anna name{n * 13}"),
        "palette as typed, words": lambda n: get(palette, typed(n)),
        "palette as typed, names": lambda n: get(palette, f"name{n * 13}"[: 3 + n % 5]),
        "palette as typed, two words": lambda n: get(palette, f"{pick('rare', n)} {pick('middling', n)[:5]}"),
    }


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds of a step. `bare`: what its statements took; `own`, `theirs`: on a processor, here and there."""

    median: float
    most: float
    bare: float
    count: float
    own: float
    theirs: float
    slowest: tuple[float, str, Any]


def measure(step: Callable[[int], object]) -> Seen:
    """Run a step again and again. The processor's time says more than the clock's where others work too."""
    from django.db import connection

    asked: list[tuple[float, str, Any]] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append(((time.perf_counter() - began) * 1000, sql, params))

    for number in range(5):
        step(number + TIMES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    taken, bare = [], []
    own, theirs = time.process_time(), _processor(backend)
    with connection.execute_wrapper(keep):
        for number in range(TIMES):
            already = len(asked)
            began = time.perf_counter()
            step(number)
            taken.append((time.perf_counter() - began) * 1000)
            bare.append(sum(ms for ms, *_ in asked[already:]))
    own, theirs = time.process_time() - own, _processor(backend) - theirs
    taken.sort()
    bare.sort()
    return Seen(
        median=taken[TIMES // 2],
        most=taken[int(TIMES * 0.95)],
        bare=max(bare[TIMES // 2], 0.01),
        count=len(asked) / TIMES,
        own=own / TIMES * 1000,
        theirs=theirs / TIMES * 1000,
        slowest=max(asked, key=lambda each: each[0]),
    )


def _processor(process: int) -> float:
    """Seconds that a process has had of a processor."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def explain(took: float, sql: str, params: Any) -> None:
    """How the slowest statement of a kind was done."""
    from django.db import connection

    if "%b" in sql or not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY ON) {sql}", params)
        plan = [line for (line,) in cursor.fetchall()]
    print(f"      {took:.1f} ms: {json.dumps([str(each)[:60] for each in params or ()])}")
    print("\n".join(f"        {line}" for line in plan))


def rebuild(count: int) -> None:
    """How fast contacts are indexed."""
    from kept.contacts.models import Contact
    from kept.search.keeping import index_contacts
    from kept.storage.fanning import fan_out

    with fan_out("benchmark"):
        keys = list(Contact.objects.order_by("-pk").values_list("customer_id", "pk")[:count])
    began = time.perf_counter()
    for at in range(0, len(keys), 500):
        index_contacts(keys[at : at + 500])
    say("contacts indexed a second", f"{len(keys) / (time.perf_counter() - began):.0f}")


def _sizes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_size_pretty(pg_table_size('search_entry')), "
            "pg_size_pretty(pg_relation_size('search_entry_words')), "
            "pg_size_pretty(pg_database_size(current_database()))"
        )
        say("  rows of the index, its words, everything", *cursor.fetchone())


if __name__ == "__main__":
    main()
