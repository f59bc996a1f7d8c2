"""What an earlier life left behind: pid files, half-made folders, a server that is not ours."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import DatabaseRefusal, Server
from kept.operations.postgres.account import choose_account


@pytest.fixture
def stopped(used):
    """A server with a database that has been stopped."""
    return Server(used)


@pytest.mark.parametrize("whose", ["its own", "a stranger's", "nobody's"])
def test_a_stale_pid_file_does_not_keep_the_server_from_starting(stopped, whose):
    """After a restart of the machine the number is often that of another process, even of the same user."""
    account = choose_account(stopped.places, os.environ)
    sleeper = subprocess.Popen(["sleep", "60"], **(account.for_process() if account else {}))
    pid = {"its own": sleeper.pid, "a stranger's": 1, "nobody's": 4_000_000}[whose]
    file = stopped.places.data / "postmaster.pid"
    file.write_text(f"{pid}\n{stopped.places.data}\n1\n5432\n{stopped.places.data}\n\n  0 0\nready   \n")
    try:
        with stopped.use() as urls, psycopg.connect(urls.app) as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
            assert stopped.status().server != pid
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_half_made_database_is_made_anew(home):
    (home / "postgres.new").mkdir()
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    with Server(home).use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


def test_words_of_an_earlier_keeper_prove_nothing(stopped):
    """Its file still says ready, as it does when a keeper was killed."""
    state = '{"phase": "ready", "words": "", "code": "", "remedy": "", "keeper": 1, "server": 1}'
    stopped.places.keeper.write_text(state)
    assert stopped.status().phase == "stopped"
    with stopped.use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


def test_a_torn_state_is_written_anew(stopped):
    stopped.places.keeper.write_bytes(b'{"phase": "rea\0\0\xff')
    with stopped.use() as urls, psycopg.connect(urls.app) as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_a_server_that_we_did_not_start_is_named(stopped, programs, comes_true):
    account = choose_account(stopped.places, os.environ)
    foreign = subprocess.Popen(
        [programs.path("postgres"), "-D", stopped.places.data, "-c", "listen_addresses=",
         "-c", f"unix_socket_directories={stopped.places.data}"],
        cwd="/", stderr=subprocess.DEVNULL, **(account.for_process() if account else {}),
    )  # fmt: skip
    try:
        told = stopped.places.data / "postmaster.pid"
        assert comes_true(lambda: told.exists() and "ready" in told.read_text(), 20)
        with pytest.raises(DatabaseRefusal) as refused, stopped.use():
            pass
        assert refused.value.code == "database_foreign_server"
        assert str(foreign.pid) in refused.value.sentence
        assert foreign.poll() is None
    finally:
        foreign.terminate()
        foreign.wait()
