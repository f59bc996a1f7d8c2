"""`kept serve`, `web`, `worker`, `mail` and `migrate`: the processes of a desk."""

import os
from dataclasses import dataclass
from typing import Annotated

import typer

from kept.operations.cli.printing import lines
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done, in sentences."""

    done: str


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    app.command("serve")(serve)
    app.command("web")(web)
    app.command("worker")(worker)
    app.command("mail")(mail)
    command(app, "migrate", desk=False)(migrate)


def serve(
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help="A demo company, a sandbox mailbox and open sign-in, on this machine only."
        ),
    ] = False,
) -> None:
    """Everything on this machine: database, pages, worker with clock, mail. Ctrl-C ends it."""
    from kept.operations.cli import run_process

    if demo:
        os.environ["KEPT_DEMO"] = "yes"
        from kept.operations.cli.filling import fill_when_served

        fill_when_served()
    raise typer.Exit(run_process("serve"))


def web() -> None:
    """One process that serves pages."""
    _run("web")


def worker() -> None:
    """One worker: the clock, the outbox, what follows from what, the chores."""
    _run("worker")


def mail() -> None:
    """One process that takes mail in: listens, and fetches from mailboxes."""
    _run("mail")


def migrate(as_json: AsJson = False) -> Answer:
    """Bring the database up to date. `kept serve` does it by itself; run it before web, worker and mail."""
    from kept.operations.migrate import bring_up_to_date
    from kept.operations.postgres import resolve
    from kept.project.environment import read

    with resolve(os.environ, read(os.environ).home).use():
        words = bring_up_to_date()
    return Answer(Migrated(words), lines(words))


def _run(name: str) -> None:
    from kept.operations.cli import run_process

    raise typer.Exit(run_process(name))
