"""kill -9 of listener, worker, web and database at random moments while mail comes in from senders that retry."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kept.operations.postgres import Server
from tests.faults.counting import everything_is_there_once, everything_left_once, replies_found_their_case
from tests.faults.desks import FaultDesk
from tests.faults.senders import Senders, letters
from tests.mail_transport.peers.sink import Sink
from tests.serve.desks import wait_until

MAILS = 500
VICTIMS = ("mail", "worker", "web-1", "database")


class Killer(threading.Thread):
    """Kills one process after the other while the intake goes on, each at a random moment of it."""

    def __init__(self, desk: FaultDesk, senders: Senders, *, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self._desk, self._senders = desk, senders
        self._random = random.Random(seed)
        victims = [*VICTIMS, *self._random.choices(("mail", "worker", "database"), k=kills - len(VICTIMS))]
        self._random.shuffle(victims)
        moments = sorted(self._random.uniform(0.02, 0.97) for _ in victims)
        self._plan = list(zip(moments, victims, strict=True))
        self.killed: list[str] = []

    def run(self) -> None:
        for moment, victim in self._plan:
            while len(self._senders.accepted) < moment * MAILS:
                time.sleep(0.002)
            time.sleep(self._random.uniform(0.0, 0.03))
            if self._kill(victim):
                self.killed.append(victim)

    def _kill(self, victim: str) -> bool:
        def pid() -> int:
            if victim == "database":
                return Server(self._desk.home).status().server
            return self._desk.pid(victim) or 0

        if not wait_until(pid, 30):
            return False
        try:
            os.kill(pid(), signal.SIGKILL)
        except ProcessLookupError:
            return False  # it was dying of the kill before
        return True


@pytest.mark.parametrize("seed", [20260617])
def test_six_kills_while_five_hundred_mails_come_in_lose_nothing_and_double_nothing(
    home: Path, start: Callable[..., FaultDesk], sink: Sink, seed: int
) -> None:
    _go_through(home, start, sink, kills=6, seed=seed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(5))
def test_fifty_kills_in_five_intakes_lose_nothing_and_double_nothing(
    home: Path, start: Callable[..., FaultDesk], sink: Sink, seed: int
) -> None:
    _go_through(home, start, sink, kills=10, seed=seed)


def _go_through(home: Path, start: Callable[..., FaultDesk], sink: Sink, *, kills: int, seed: int) -> None:
    desk = start(home)
    senders = Senders(desk.mail_port, letters(MAILS, seed=seed)).start()
    killer = Killer(desk, senders, kills=kills, seed=seed)
    killer.start()
    senders.wait(120 if kills < 10 else 240)
    killer.join(60)
    assert not senders.problems
    assert len(killer.killed) == kills, f"seed {seed}: {killer.killed}"
    assert set(VICTIMS) <= set(killer.killed)
    assert wait_until(lambda: all(desk.pid(name) for name in ("mail", "worker", "web-1")), 30)
    print(f"seed {seed}: {killer.killed}; {senders.tries} tries for {MAILS} mails")
    everything_is_there_once(desk, senders.accepted)
    replies_found_their_case(desk, senders.accepted)
    print(f"{everything_left_once(desk, sink)} acknowledgements were sent twice, and say so")
    status, _ = desk.get("/accounts/login/")
    assert status == 200
