"""The suite's own database: one throw-away home for a run, shared by its worker processes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home

if TYPE_CHECKING:
    from tests.making import Desk

_homes = []  # context managers of homes made by this process; closed when the run ends


def _do_not_wait_for_the_disk(url: str) -> None:
    """Nothing of this throw-away database outlives the run. Tests of kills and power cuts have homes of their own."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("ALTER SYSTEM SET synchronous_commit = off")
        admin.execute("SELECT pg_reload_conf()")


def _compile_words() -> None:
    """The words of the pages as they stand now: what the installation compiled may be older."""
    house = Path(__file__).parents[1]
    catalogues = [*house.glob("kept/locale/*/LC_MESSAGES/django.po")]
    compiled = [path.with_suffix(".mo") for path in catalogues]
    if any(
        not there.exists() or there.stat().st_mtime < words.stat().st_mtime
        for words, there in zip(catalogues, compiled, strict=True)
    ):
        subprocess.run([sys.executable, house / "setup" / "messages.py", "compile"], check=True)


def _prepare() -> None:
    """Give this process a home with a running server before Django reads its settings."""
    if "KEPT_TEST_HOME" not in os.environ:
        home = throw_away_home("kept-tests-")
        os.environ["KEPT_TEST_HOME"] = str(home.__enter__())
        _homes.append(home)
    home_path = Path(os.environ["KEPT_TEST_HOME"])
    for name in [
        name
        for name in os.environ
        if name.startswith("KEPT_") and name not in ("KEPT_TEST_HOME", "KEPT_SAMPLES")
    ]:
        del os.environ[name]
    os.environ |= {
        "KEPT_HOME": str(home_path),
        "KEPT_DATABASE_ROLE": "kept_admin",
        "DJANGO_SETTINGS_MODULE": "kept.project.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    _homes.append(Server(home_path).attach())
    _do_not_wait_for_the_disk(Server(home_path).urls().admin)
    from django.conf import settings

    assert settings.DATABASES  # read now, so that pytest-django sets Django up


_compile_words()
_prepare()

# Whoever starts the suite in the background gives it a Ctrl-C that is ignored, and it would give that to every process
# that it starts: tests of Ctrl-C need one that is heard.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure() -> None:
    """Leave the server; the last process to leave stops it, and its maker throws the home away."""
    for thing in reversed(_homes):
        if hasattr(thing, "leave"):
            thing.leave()
        else:
            thing.__exit__(None, None, None)
    _homes.clear()


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in opening hours."""
    return datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


@pytest.fixture
def keyed_sql(db: None) -> Iterator[None]:
    """Every statement of the test names the customer of the tables it touches, or stands in a fan-out."""
    from django.db import connection

    from kept.storage.fanning import refuse_unkeyed

    with connection.execute_wrapper(refuse_unkeyed):
        yield


@pytest.fixture
def desk(db: None, now: datetime) -> "Desk":
    """A desk that is ready, on a Wednesday morning."""
    from kept.pledge import queries
    from tests.making import make_desk

    queries.version.cache_clear()  # ids begin anew in no test, but a rolled-back version never was
    queries._in_force.cache_clear()
    return make_desk(now)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The database without a transaction around the test; every row is removed afterwards.

    Django's own way to empty tables is refused by the ledger, as it should be.
    """
    from django.apps import apps
    from django.db import connection, transaction

    kept = ("contenttypes", "auth")
    tables = [
        m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.app_label not in kept
    ]
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"TRUNCATE {', '.join(tables)}")
            connection.close()


@pytest.fixture
def db_with_desk(committed: None, now: datetime) -> "Desk":
    """A desk whose rows are committed, for tests with several connections."""
    from kept.pledge import queries
    from tests.making import make_desk

    queries.version.cache_clear()
    queries._in_force.cache_clear()
    return make_desk(now)
