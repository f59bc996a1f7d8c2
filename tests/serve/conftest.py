"""Every test has a limit in time, and desks that end with it."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .desks import Desk, Web, is_alive, wait_until

LIMIT = 120  # seconds


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    """No test takes longer than two minutes, whatever hangs."""

    def out_of_time(*_: object) -> None:
        raise TimeoutError(f"the test took longer than {LIMIT} seconds")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Makes desks; they end with the test."""
    made: list[Desk] = []

    def make(*, terminal: bool = False, **environment: str) -> Desk:
        made.append(Desk(tmp_path, terminal=terminal, **environment))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def web() -> Iterator[Callable[..., Web]]:
    """Makes lone web processes; they end with the test."""
    made: list[Web] = []

    def make(**environment: str) -> Web:
        made.append(Web(**environment))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="module")
def site() -> Iterator[Web]:
    """A lone web process for all tests of a module."""
    one = Web(PRETEND_TRUSTED="127.0.0.0/8", PRETEND_LARGEST=str(40 * 1024 * 1024))
    yield one
    one.stop()


@pytest.fixture
def comes_true() -> Callable[..., bool]:
    """Whether a condition comes true within some seconds."""
    return wait_until


@pytest.fixture
def alive() -> Callable[[int], bool]:
    return is_alive
