"""kill -9 of everything that has to do with the server: it comes back, or goes away, and loses nothing."""

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server
from kept.operations.postgres.locks import open_lock, try_alone, try_shared
from kept.operations.postgres.plan import start_keeper
from kept.operations.postgres.preparing import prepare

linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")


def test_a_killed_server_comes_back_with_every_acknowledged_row(used, answers, comes_true):
    server = Server(used)
    with server.use() as urls:
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("CREATE TABLE acknowledged (number int)")
            owner.execute("INSERT INTO acknowledged SELECT generate_series(1, 1000)")
            os.kill(server.status().server, signal.SIGKILL)
        began = time.monotonic()
        assert comes_true(lambda: answers(server), 20)
        print(f"back after {time.monotonic() - began:.2f} s")
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("SELECT count(*) FROM acknowledged").fetchone() == (1000,)


def test_a_server_that_is_killed_again_and_again_comes_back(used, answers, comes_true):
    server = Server(used)
    with server.use():
        for _ in range(3):
            before = server.status().server
            os.kill(before, signal.SIGKILL)
            assert comes_true(lambda old=before: server.status().server not in (0, old), 20)
            assert comes_true(lambda: answers(server), 20)


@linux
def test_a_query_that_outlives_its_killed_server_does_not_keep_it_from_coming_back(used, answers, comes_true):
    server = Server(used)
    with server.use() as urls, closing(psycopg.connect(urls.app)) as app:
        busy = "DO $$ BEGIN LOOP PERFORM sqrt(2); END LOOP; END $$"  # looks neither left nor right
        app.pgconn.send_query(busy.encode())
        time.sleep(0.3)
        before = server.status().server
        os.kill(before, signal.SIGKILL)
        assert comes_true(lambda: server.status().server not in (0, before) and answers(server), 30)


def test_a_killed_keeper_takes_the_server_with_it_and_the_next_user_starts_anew(used, at_work, comes_true):
    server = Server(used)
    with server.use() as urls:
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("CREATE TABLE lasting AS SELECT 7 AS number")
        os.kill(server.status().keeper, signal.SIGKILL)
        assert comes_true(lambda: not at_work(used), 10)
        assert "database system is shut down" in (used / "postgres.log").read_text()
        with server.use() as again, psycopg.connect(again.owner) as owner:
            assert owner.execute("SELECT number FROM lasting").fetchone() == (7,)


def test_a_supervisor_revives_a_killed_keeper(used, answers, comes_true):
    server = Server(used)
    hold = server.attach()
    try:
        assert not hold.revive()
        before = server.status().keeper
        os.kill(before, signal.SIGKILL)
        assert comes_true(hold.revive, 5)
        assert comes_true(lambda: server.status().keeper not in (0, before) and answers(server), 20)
    finally:
        hold.leave()


def test_keeper_and_server_killed_together_leave_nothing_in_the_way(used):
    server = Server(used)
    with server.use():
        status = server.status()
        os.kill(status.keeper, signal.SIGKILL)
        os.kill(status.server, signal.SIGKILL)
        with server.use() as urls, psycopg.connect(urls.app) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)


def test_a_keeper_that_is_told_to_end_stops_the_server_cleanly(used, comes_true):
    server = Server(used)
    with server.use():
        os.kill(server.status().keeper, signal.SIGTERM)
        assert comes_true(lambda: server.status().phase == "stopped", 10)
    assert "database system is shut down" in (used / "postgres.log").read_text()


def test_a_starter_killed_on_the_way_leaves_no_half_made_database(home, user):
    for delay in (0.05, 0.15, 0.3, 0.5):
        one = user(home)
        time.sleep(delay)
        one.kill()
    assert Server(home).wait_until_stopped(20)
    with Server(home).use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


@linux
def test_where_the_kernel_does_not_tell_a_shell_ends_the_server_of_a_killed_keeper(used, at_work, comes_true):
    server = Server(used)
    server.places.home.mkdir(exist_ok=True)
    users, handle = open_lock(server.places.users), open_lock(server.places.keeper)
    assert try_shared(users)
    assert try_alone(handle)
    start_keeper(prepare(server.places, os.environ)._replace(by_kernel=False), handle)
    os.close(handle)
    assert comes_true(lambda: server.status().phase == "ready", 20)
    os.kill(server.status().keeper, signal.SIGKILL)
    assert comes_true(lambda: not at_work(used), 10)
    assert "database system is shut down" in (used / "postgres.log").read_text()
    os.close(users)


@linux
def test_a_watching_shell_goes_when_its_server_was_stopped(used, comes_true):
    server = Server(used)
    users, handle = open_lock(server.places.users), open_lock(server.places.keeper)
    assert try_shared(users)
    assert try_alone(handle)
    start_keeper(prepare(server.places, os.environ)._replace(by_kernel=False), handle)
    os.close(handle)
    assert comes_true(lambda: server.status().phase == "ready", 20)
    pid = server.status().server
    os.close(users)
    assert server.wait_until_stopped(10)
    assert not _shells_for(pid)


def _shells_for(pid: int) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"/bin/sh" in words[:1] and str(pid).encode() in words:
            found.append(entry.name)
    return found
