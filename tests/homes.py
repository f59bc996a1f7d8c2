"""Homes that are ready when a test begins: made once for a run of the suite, and copied, which takes no seconds."""

import atexit
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from kept.operations.postgres import Server, throw_away_home

#: What a process of a suite in progress leaves in a home, and a copy must not have.
_PASSING = ("postgres.users", "postgres.keeper", "postgres.alive")


@contextmanager
def grown_home(prefix: str = "kept-test-") -> Iterator[Path]:
    """A home with an empty database, whose server does not run; gone afterwards."""
    with throw_away_home(prefix) as folder:
        _copy(_grown(), folder)
        yield folder


@contextmanager
def desk_home(pledge: str, prefix: str = "kept-test-") -> Iterator[Path]:
    """A home as a desk's first start leaves it, with this pledge accepted; nothing runs in it."""
    with throw_away_home(prefix) as folder:
        fill_with_desk(folder, pledge)
        yield folder


def fill_with_desk(folder: Path, pledge: str) -> None:
    """Put into a folder what a desk's first start leaves in its home, with this pledge accepted."""
    _copy(_desk(pledge), folder)


@cache
def _grown() -> Path:
    folder = _kept_until_the_end()
    with Server(folder).use():
        pass
    assert Server(folder).wait_until_stopped()
    return folder


@cache
def _desk(pledge: str) -> Path:
    folder = _kept_until_the_end()
    _copy(_grown(), folder)
    (folder / "pledge.toml").write_text(pledge)
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KEPT_", "DJANGO_")) and name not in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    done = subprocess.run(
        [sys.executable, "-m", "kept", "migrate"],
        env=plain | {"KEPT_HOME": str(folder)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert Server(folder).wait_until_stopped()
    return folder


def _kept_until_the_end() -> Path:
    making = throw_away_home("kept-template-")
    folder = making.__enter__()
    atexit.register(making.__exit__, None, None, None)
    return folder


def _copy(template: Path, folder: Path) -> None:
    """Everything with its owners and modes, as the server's own user needs them."""
    subprocess.run(["cp", "-a", f"{template}/.", str(folder)], check=True)
    for name in _PASSING:
        (folder / name).unlink(missing_ok=True)
