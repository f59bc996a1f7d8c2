"""A whole desk in processes of its own, asked by its command line and by SQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from kept.operations.postgres import Server
from tests.serve.desks import RealDesk

ADDRESS = "help@shop.example"

PLEDGE = """
[company]
name = "Shop"
zone = "UTC"
languages = ["en"]

[hours]
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[holidays]
country = ""

[acknowledgement]
per_minute = 10000

[mail]
undo = "0s"

[brands.shop]
name = "Shop"
address = "help@shop.example"
"""

ROOT = Path(__file__).resolve().parents[2]


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process of ours over this home: nothing of the suite's own settings."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KEPT_") and name not in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    return plain | {"KEPT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kept.project.settings"} | more


def kept(home: Path, *words: str, status: int = 0, **environment: str) -> Any:
    """What `kept … --json` says."""
    done = subprocess.run(
        [sys.executable, "-m", "kept", *words, "--json"],
        env=surroundings(home, **environment), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status, f"kept {' '.join(words)}: {done.stdout}{done.stderr}"
    return json.loads(done.stdout)


def script(home: Path, source: str, **environment: str) -> str:
    """What a few lines over this home's Django print."""
    done = subprocess.run(
        [sys.executable, "-c", "import django\ndjango.setup()\n" + source],
        env=surroundings(home, **environment), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(home: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query, asked as the superuser."""
    with psycopg.connect(Server(home).url("kept_admin"), autocommit=True) as admin:
        return admin.execute(query, values or None).fetchall()  # type: ignore[arg-type]


class Asked:
    """A home that counting asks: by the product's commands, and by SQL."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def kept(self, *words: str, status: int = 0) -> Any:
        """What `kept … --json` says in this home."""
        return kept(self.home, *words, status=status)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query, asked as the superuser."""
        return rows(self.home, query, *values)

    def one(self, query: str, *values: object) -> Any:
        """The only value of the only row of a query."""
        return self.rows(query, *values)[0][0]


class FaultDesk(RealDesk, Asked):
    """`kept serve` over a home of its own."""
