"""Homes, users in processes of their own, and a limit in time for each test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home
from kept.operations.postgres.account import choose_account
from kept.operations.postgres.programs import Programs, find_programs, programs_for
from tests.homes import grown_home

ROOT = Path(__file__).resolve().parents[2]

_USER = """\
import sys
from pathlib import Path
from kept.operations.postgres import DatabaseRefusal, Server
try:
    with Server(Path(sys.argv[1])).use():
        print("in", flush=True)
        sys.stdin.read()
except DatabaseRefusal as refusal:
    print(f"{refusal.code}: {refusal}", flush=True)
"""


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    """No test takes longer than two minutes, whatever hangs."""

    def out_of_time(*_: object) -> None:
        raise TimeoutError("the test took longer than 120 seconds")

    before = signal.signal(signal.SIGALRM, out_of_time)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that is thrown away, with whatever server still runs in it."""
    with throw_away_home("kept-test-") as folder:
        yield folder


@pytest.fixture(scope="module")
def grown() -> Iterator[Path]:
    """A home with a database, made once for the tests of a file."""
    with grown_home() as folder:
        yield folder


@pytest.fixture
def used(grown: Path) -> Iterator[Path]:
    """A home whose database others have used before; nobody does now, and its log is empty."""
    assert Server(grown).wait_until_stopped(30)
    Server(grown).places.log.unlink()
    yield grown
    assert Server(grown).wait_until_stopped(30)


class User:
    """A process that uses the server until it is told to leave, or killed."""

    def __init__(self, home: Path, python: str = sys.executable, uid: int | None = None) -> None:
        # The libraries by their path, because a Python of the system's has none of its own.
        paths = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
        self.process = subprocess.Popen(
            [python, "-c", _USER, str(home)], cwd="/", user=uid, extra_groups=None if uid is None else [],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def said(self) -> str:
        """ "in" when it uses the server; else why it does not. Waits for it."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def user() -> Iterator[Callable[..., User]]:
    """Makes users of a home; those left over are killed at the end."""
    made: list[User] = []

    def make(home: Path, **how: object) -> User:
        made.append(User(home, **how))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        if one.process.poll() is None:
            one.kill()


def processes_in(home: Path) -> list[int]:
    """The PostgreSQL processes at work in the home's data folder (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").samefile(home / "postgres"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def at_work() -> Callable[[Path], list[int]]:
    return processes_in


def wait_until(done: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def comes_true() -> Callable[..., bool]:
    """Whether a condition comes true within some seconds."""
    return wait_until


@pytest.fixture
def answers() -> Callable[[Server], bool]:
    """Whether the server answers a question."""

    def ask(server: Server) -> bool:
        try:
            with psycopg.connect(server.url(), connect_timeout=5) as database:
                return database.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    return ask


@pytest.fixture
def programs(home: Path) -> Programs:
    """PostgreSQL's programs where the server's user, too, can run them: copied if the checkout is closed."""
    places = Server(home).places
    account = choose_account(places, {})
    return programs_for(account, find_programs({}), places) if account else find_programs({})


@pytest.fixture
def plain_python() -> str:
    """A Python that an ordinary user can run; root's own often lies where only root can go."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            tried = subprocess.run(
                [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
                user="nobody" if os.geteuid() == 0 else None, cwd="/", stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except OSError:
            continue
        readable = subprocess.run(
            ["/bin/sh", "-c", 'test -r "$1"', "sh", __file__],
            user="nobody" if os.geteuid() == 0 else None, cwd="/", check=False,
        )  # fmt: skip
        if tried.returncode == 0 and readable.returncode == 0:
            return python
    pytest.skip("no Python 3.11 or newer and checkout that an ordinary user can read")
