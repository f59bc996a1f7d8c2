"""`kept ignored`: the customers who are being ignored at this moment. The goal is an empty list."""

import typer

from kept.operations.cli.printing import local, table
from kept.operations.cli.running import Answer, AsJson, command


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "ignored")(ignored)


def ignored(as_json: AsJson = False) -> Answer:
    """Who is ignored: a contact without promise or reason, or a broken promise that nobody works at."""
    from kept.clock import now
    from kept.operations.cli.neglect import neglected

    found = neglected(now=now())
    rows = [
        (
            one.name,
            local(one.since),
            ", ".join(one.cases),
            ", ".join(one.promises) or "a contact that nobody took",
        )
        for one in found
    ]
    columns = ("Customer", "Since", "Cases", "Nothing is done about")
    return Answer(found, table(columns, rows, empty="Nobody is ignored."))
