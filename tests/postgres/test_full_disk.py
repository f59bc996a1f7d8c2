"""A full disk: what was acknowledged stays, and the server is back by itself once there is space."""

import os
import signal
import subprocess

import psycopg
import pytest

from kept.operations.postgres import DatabaseRefusal, Server


@pytest.fixture
def small_disk(home):
    """A home on a file system of 160 MB."""
    disk = home / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m,mode=0755", "tmpfs", str(disk)],
        capture_output=True, text=True, check=False,
    ) if os.geteuid() == 0 else None  # fmt: skip
    if mounted is None or mounted.returncode != 0:
        pytest.skip("no right to mount a small file system, so a full disk was not tried")
    try:
        yield disk
        assert Server(disk / "desk").wait_until_stopped(30)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk):
    """Take all the space there is; returns the file that holds it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            for size in (1024 * 1024, 4096):
                while file.write(bytes(size)) == size:
                    pass
        except OSError:
            pass
    return ballast


def test_a_full_disk_refuses_writes_and_loses_nothing(small_disk):
    server = Server(small_disk / "desk")
    with server.use() as urls, psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE thing (number bigint, words text)")
        acknowledged = 0
        ballast = fill(small_disk)
        with pytest.raises(psycopg.errors.DiskFull):
            for number in range(100_000):
                owner.execute("INSERT INTO thing VALUES (%s, repeat('x', 1000))", [number])
                acknowledged = number + 1
        ballast.unlink()
        assert owner.execute("SELECT count(*) FROM thing").fetchone() == (acknowledged,)
        owner.execute("INSERT INTO thing VALUES (-1, 'there is space again')")


def test_a_server_that_panics_for_lack_of_space_is_back_when_there_is_some(small_disk, answers, comes_true):
    """Where not even the log of changes can grow, PostgreSQL ends, and cannot start, until there is space."""
    server = Server(small_disk / "desk")
    with server.use() as urls:
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            owner.execute("CREATE TABLE thing AS SELECT generate_series(1, 1000) AS number")
            ballast = fill(small_disk)
            with pytest.raises(psycopg.OperationalError):
                for _ in range(300):
                    owner.execute("SELECT pg_logical_emit_message(true, 'x', repeat('x', 1000000))")
        assert comes_true(lambda: server.status().phase == "restarting", 20)
        assert comes_true(lambda: "is full" in server.status().words, 20)
        assert not answers(server)
        ballast.unlink()
        assert comes_true(lambda: answers(server), 40)
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("SELECT count(*) FROM thing").fetchone() == (1000,)


def test_a_newcomer_is_told_that_the_disk_is_full(small_disk, comes_true):
    server = Server(small_disk / "desk")
    with server.use():
        ballast = fill(small_disk)
        os.kill(server.status().server, signal.SIGKILL)
        assert comes_true(lambda: "is full" in server.status().words, 20)
        with pytest.raises(DatabaseRefusal) as refused, server.use():
            pass
        assert refused.value.code == "database_no_space"
        ballast.unlink()


def test_a_database_cannot_be_made_on_a_full_disk_and_leaves_nothing_behind(small_disk):
    ballast = fill(small_disk)
    with pytest.raises(DatabaseRefusal) as refused, Server(small_disk / "desk").use():
        pass
    assert refused.value.code == "database_no_space"
    assert not (small_disk / "desk" / "postgres").exists()
    assert not (small_disk / "desk" / "postgres.new").exists()
    ballast.unlink()
    with Server(small_disk / "desk").use():
        pass
