"""`kept demo`: a company that never was, to look around in."""

import subprocess
import sys
from typing import Annotated

import typer

from kept.operations.cli.printing import lines, progress
from kept.operations.cli.running import Answer, AsJson, command, open_desk
from kept.refusal import Refusal


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "demo", desk=False)(demo)


def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw a demo that is there away first.")] = False,
    as_json: AsJson = False,
) -> Answer:
    """Fill an empty desk with a demo company, once.

    A desk that has customers of its own is left alone.
    """
    _bring_up_to_date()
    with open_desk():
        from kept.clock import now
        from kept.operations.demo import fill

        with progress("Filling the demo", silent=as_json) as tell:
            report = fill(now=now(), fresh=fresh, progress=tell)
    there = f"{report.customers} customers, {report.cases} cases and {report.promises} promises"
    sentence = f"The demo has {there} now." if report.added else f"The demo is there already: {there}."
    return Answer(report, lines(sentence))


def _bring_up_to_date() -> None:
    """In a process of its own, because it becomes the tables' owner; an empty folder becomes a desk."""
    ran = subprocess.run(
        [sys.executable, "-m", "kept", "migrate"], capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise Refusal(
            ran.stderr.strip() or "The database could not be brought up to date.", code="not_up_to_date"
        )
