"""Streams and pages together: under the supervisor, and when the database's connections break."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serve.desks import Desk, Web, is_alive, wait_until

from .conftest import Teller
from .streams import Page

Make = Callable[..., Web]


@pytest.fixture
def desk(tmp_path: Path, database: str) -> Iterator[Desk]:
    """All processes, with live pages; both web processes listen."""
    one = Desk(tmp_path, PRETEND_DATABASE=database)
    yield one
    one.stop()


def test_ctrl_c_ends_everything_at_once_with_fifty_streams_open(desk: Desk) -> None:
    desk.runs()
    pages = [Page(desk).begun() for _ in range(50)]
    pids = desk.processes()
    began = time.monotonic()
    desk.process.send_signal(signal.SIGINT)
    assert desk.ends(3) == 0
    assert time.monotonic() - began < 2
    assert all(page.has_ended(1) for page in pages)
    assert not any(map(is_alive, pids))


def test_pages_of_every_web_process_hear_the_same(desk: Desk, teller: Teller) -> None:
    desk.runs()
    assert wait_until(lambda: len(teller.listeners()) == 2)
    pages = [Page(desk).begun() for _ in range(30)]
    teller.tell("owed", "K7Q3M9E", brand=1)
    assert {page.hear() for page in pages} == {("owed", "K7Q3M9E")}


def test_pages_use_as_many_connections_as_there_are_threads_and_keep_them(live: Make) -> None:
    site = live()
    with ThreadPoolExecutor(16) as pool:
        backends = set(pool.map(lambda _: json.loads(site.get("/asked")[1])["backend"], range(64)))
    assert len(backends) <= 8


def test_a_broken_connection_is_replaced_before_the_next_page(live: Make, teller: Teller) -> None:
    site = live()
    backends = {json.loads(site.get("/asked")[1])["backend"] for _ in range(20)}
    for backend in backends:
        teller.connection.execute("SELECT pg_terminate_backend(%s)", [backend])
    time.sleep(0.2)
    assert [site.get("/asked")[0] for _ in range(20)] == [200] * 20


def test_pages_say_that_the_database_is_away() -> None:
    site = Web(PRETEND_DATABASE="postgresql://nobody@/none?host=/nonexistent")
    try:
        connection = site.open()
        connection.request("GET", "/asked")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Retry-After")) == (503, "5")
    finally:
        site.stop()
