"""The stage of a benchmark: a throw-away home with its own PostgreSQL, Django set up, a desk prepared."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.operations.postgres import Server, throw_away_home


@contextmanager
def stage(role: str = "kept_admin") -> Iterator[Path]:
    """Run the body with Django on a fresh database; everything is gone afterwards."""
    with throw_away_home("kept-bench-") as home:
        for name in [n for n in os.environ if n.startswith("KEPT_") or n == "DATABASE_URL"]:
            del os.environ[name]
        os.environ |= {
            "KEPT_HOME": str(home),
            "KEPT_DATABASE_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "kept.project.settings",
        }
        with Server(home).use():
            import django
            from django.core.management import call_command
            from django.db import connection

            django.setup()
            call_command("migrate", verbosity=0, skip_checks=True)
            from kept.clock import now
            from kept.operations.prepare import prepare

            prepare(now())
            try:
                yield home
            finally:
                connection.close()


def median_ms(step: Callable[[], object], times: int = 200) -> tuple[float, float]:
    """Median and 95th percentile of a step, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        step()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def say(words: str, *figures: object) -> None:
    """One line of the report."""
    print(f"  {words:<58}", *figures)
