"""The database goes away while mail comes in: senders are asked to come again, and nothing is lost or doubled."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kept.operations.postgres import Server
from tests.faults.counting import everything_is_there_once, everything_left_once
from tests.faults.desks import ROOT, Asked, surroundings
from tests.faults.senders import Senders, letters
from tests.mail_transport.peers.private import listens
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import free_port, wait_until


class Apart(Asked):
    """`kept mail` and `kept worker` by themselves, against a database that is somebody else's."""

    def __init__(self, home: Path, url: str, relay: int) -> None:
        super().__init__(home)
        self.mail_port = free_port()
        self._given = {
            "DATABASE_URL": url,
            "KEPT_SMTP_PORT": str(self.mail_port),
            "KEPT_RELAY": f"smtp://127.0.0.1:{relay}",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def begin(self, name: str) -> subprocess.Popen[bytes]:
        """Start one process."""
        with (self.home / f"{name}.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "kept", name],
                env=surroundings(self.home, **self._given), cwd=ROOT, stdout=out, stderr=out,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def end(self) -> None:
        """Ask all to end, and wait."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def apart(home: Path, relay: int) -> Iterator[Apart]:
    made = Apart(home, Server(home).url(), relay)
    try:
        made.begin("mail")
        made.begin("worker")
        assert wait_until(lambda: listens(made.mail_port), 30)
        yield made
    finally:
        made.end()


@pytest.mark.parametrize("seconds", [8, pytest.param(60, marks=pytest.mark.faults)])
def test_while_the_database_is_away_senders_come_again_and_all_is_well_when_it_is_back(
    home: Path, sink: Sink, seconds: int
) -> None:
    server = Server(home)
    hold = server.attach()
    try:
        with apart(home, sink.port) as desk:
            senders = Senders(desk.mail_port, letters(200, seed=8), threads=4).start()
            assert wait_until(lambda: len(senders.accepted) > 40, 30)
            hold.leave()  # the last one out lets the server stop
            assert server.wait_until_stopped(30)
            before = len(senders.accepted)
            refused = senders.refused_for_now
            time.sleep(seconds)
            assert len(senders.accepted) == before
            assert senders.refused_for_now > refused, "senders were not told to come again"
            hold = server.attach()
            senders.wait(60)
            assert not senders.problems
            assert all(process.poll() is None for process in desk.processes), (
                "a process had to be started again"
            )
            everything_is_there_once(desk, senders.accepted)
            everything_left_once(desk, sink)
    finally:
        hold.leave()
