"""Homes: made for good, or for a while and thrown away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def make_home(home: Path) -> None:
    """Make the home if it is missing. What is there already keeps its mode."""
    missing = [folder for folder in (*reversed(home.parents), home) if not folder.exists()]
    for folder in missing:
        folder.mkdir(exist_ok=True)
        folder.chmod(_mode())


@contextmanager
def throw_away_home(prefix: str = "kept-") -> Iterator[Path]:
    """A home for a story or a test: no path too long, open to the server's user, gone afterwards."""
    from kept.operations.postgres.server import Server  # here, because the server makes its home by us

    with tempfile.TemporaryDirectory(prefix=prefix, dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(_mode())
        yield home
        Server(home).wait_until_stopped()


def _mode() -> int:
    """Root's server runs as somebody else, who must pass through but need not look around."""
    return 0o711 if os.geteuid() == 0 else 0o700
