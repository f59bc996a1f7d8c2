"""A web process with the pretended pages, over a real database."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home
from tests.serve.conftest import limit
from tests.serve.desks import Web, wait_until

__all__ = ["limit"]


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a database, as the superuser: the suite's own, or one that is thrown away."""
    with ExitStack() as stack:
        given = os.environ.get("KEPT_TEST_HOME")
        home = Path(given) if given else stack.enter_context(throw_away_home("kept-live-"))
        yield stack.enter_context(Server(home).use()).admin


class Teller:
    """Tells pages, as a process of the product does."""

    def __init__(self, database: str) -> None:
        self.connection = psycopg.connect(database, autocommit=True)

    def tell(self, kind: str, ref: str = "", brand: int | None = None, **more: object) -> None:
        self.send(json.dumps({"k": kind, "ref": ref, "brand": brand, **more}))

    def send(self, payload: str) -> None:
        self.connection.execute("SELECT pg_notify('kept_live', %s)", [payload])

    def listeners(self) -> set[int]:
        """The server's processes that listen for live pages now."""
        found = self.connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN kept_live'"
        ).fetchall()
        return {pid for (pid,) in found}


@pytest.fixture
def teller(database: str) -> Iterator[Teller]:
    one = Teller(database)
    yield one
    one.connection.close()


@pytest.fixture(scope="module")
def site(database: str) -> Iterator[Web]:
    """One web process that hears the database, for all tests of a module."""
    teller = Teller(database)
    before = teller.listeners()
    one = Web(PRETEND_DATABASE=database)
    try:
        assert wait_until(lambda: teller.listeners() - before, 10), "nobody listens"
        yield one
    finally:
        one.stop()
        teller.connection.close()


@pytest.fixture
def live(database: str, teller: Teller) -> Iterator[Callable[..., Web]]:
    """Makes web processes that hear the database; they end with the test."""
    made: list[Web] = []

    def make(**environment: str) -> Web:
        before = teller.listeners()
        made.append(Web(PRETEND_DATABASE=database, **environment))
        assert wait_until(lambda: teller.listeners() - before, 10), "nobody listens"
        return made[-1]

    yield make
    for one in made:
        one.stop()
