"""Real desks in homes of their own, a mail server that takes what they send, and a limit in time for every test."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.desks import PLEDGE, FaultDesk
from tests.homes import desk_home
from tests.mail_transport.peers.sink import Sink

LIMIT = 150  # seconds
LONG_LIMIT = 1500  # of the long runs


@pytest.fixture(autouse=True)
def limit(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever hangs, the test ends."""
    seconds = LONG_LIMIT if request.node.get_closest_marker("faults") else LIMIT

    def out_of_time(*_: object) -> None:
        raise TimeoutError(f"the test took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The relay of the desk: keeps every message that it takes."""
    one = Sink().start()
    yield one
    one.stop()


@pytest.fixture
def home() -> Iterator[Path]:
    """A home as the first start leaves it, with a pledge of ours."""
    with desk_home(PLEDGE, "kept-fault-") as folder:
        yield folder


@pytest.fixture
def start(sink: Sink) -> Iterator[Callable[..., FaultDesk]]:
    """Starts `kept serve` over a home, with the sink as its relay; desks end with the test."""
    with ExitStack() as ending:

        def begin(home: Path, **environment: str) -> FaultDesk:
            given = {"KEPT_RELAY": f"smtp://127.0.0.1:{sink.port}"} | environment
            desk = FaultDesk(home, **given)
            ending.callback(desk.stop)
            desk.runs()
            return desk

        yield begin
