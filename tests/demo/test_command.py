"""`kept demo`, by its real command, in a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home

#: Makes an empty desk a demo that holds nothing yet, and signs a checkpoint of it.
BEGIN = """
import django; django.setup()
from django.db import transaction
from kept.clock import now
from kept.ledger.actor import SETUP
from kept.ledger.checkpoint import make_checkpoint
from kept.operations.demo.standing import begin
with transaction.atomic():
    begin(now())
make_checkpoint(by=SETUP, now=now())
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home whose desk is a demo with nothing in it."""
    with throw_away_home("kept-demo-") as folder:
        assert run(folder, "-m", "kept", "migrate").returncode == 0
        with Server(folder).use():
            begun = run(folder, "-c", BEGIN, DJANGO_SETTINGS_MODULE="kept.project.settings")
            assert begun.returncode == 0, begun.stderr
        yield folder


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("KEPT_", "DATABASE_", "DJANGO_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**environ, "KEPT_HOME": str(home), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def kept(home: Path, *arguments: str) -> tuple[int, dict]:
    ran = run(home, "-m", "kept", *arguments, "--json")
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def test_starting_over_is_refused_while_somebody_uses_the_database(home):
    with Server(home).use() as urls, psycopg.connect(urls.app):
        status, answer = kept(home, "demo", "--fresh")
    assert status == 1
    assert answer["error"]["code"] == "cannot_start_over"
    assert "in use" in answer["error"]["sentence"]


def test_starting_over_makes_everything_anew_and_the_ledger_verifies(home):
    status, answer = kept(home, "demo", "--fresh")
    assert (status, answer["added"]) == (0, True)
    assert answer["customers"] > 100
    assert list((home / "anchors").glob("earlier-1/checkpoint-*.txt"))
    status, found = kept(home, "ledger", "verify")
    assert (status, found["findings"]) == (0, [])
    status, again = kept(home, "demo")
    assert (status, again) == (0, {**answer, "added": False})
