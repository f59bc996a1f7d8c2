"""Commands run in this process, on the test's database and clock; and real ones on homes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kept import clock
from kept.operations.cli.app import app
from kept.operations.postgres import throw_away_home


class Kept:
    """The command, at a moment of the test's choosing."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def run(self, *arguments: str, text: str | None = None) -> Result:
        """Run it; the clock stands at `at` and goes on from there."""
        clock.move_to(timedelta(0))
        clock.move_to(self.at - clock.now())
        try:
            return CliRunner().invoke(app, arguments, input=text, catch_exceptions=False)
        finally:
            clock.move_to(timedelta(0))

    def json(self, *arguments: str, status: int = 0, text: str | None = None) -> Any:
        """The one JSON document that it prints; its status is as expected."""
        result = self.run(*arguments, "--json", text=text)
        assert result.exit_code == status, (result.stdout, result.stderr)
        return json.loads(result.stdout)

    def words(self, *arguments: str, status: int = 0, text: str | None = None) -> str:
        """What people read on standard output."""
        result = self.run(*arguments, text=text)
        assert result.exit_code == status, (result.stdout, result.stderr)
        return result.stdout

    def refusal(self, *arguments: str) -> str:
        """The code of the error that it prints."""
        return self.json(*arguments, status=1)["error"]["code"]


@pytest.fixture
def kept(now: datetime) -> Kept:
    """The command on the test's database, on the test's morning."""
    return Kept(now)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home for real processes."""
    with throw_away_home("kept-cli-") as folder:
        yield folder


@pytest.fixture
def process(home: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs the command as a process, in the test's home."""

    def run(
        *arguments: str, status: int | None = 0, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("KEPT_", "DJANGO_"))
        }
        ran = subprocess.run(
            [sys.executable, "-m", "kept", *arguments],
            env=kept | {"KEPT_HOME": str(home)} | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert status in (ran.returncode, None), (ran.returncode, ran.stdout, ran.stderr)
        return ran

    return run
