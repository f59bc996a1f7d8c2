"""`kept import`: mail of the past, silently and once."""

from pathlib import Path
from typing import Annotated

import typer

from kept.operations.cli.printing import lines, progress
from kept.operations.cli.running import Answer, AsJson, command


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "import")(import_)


def import_(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="mbox, maildir or eml.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file or folder.")],
    as_json: AsJson = False,
) -> Answer:
    """Take in mail of the past, silently and once.

    Nobody is acknowledged and nothing is owed for it. Doing it again stores nothing twice, so that an import that
    was cut short is simply repeated.
    """
    from kept.channels.mail.importing.run import import_mail
    from kept.channels.mail.intake import TryLater
    from kept.clock import now
    from kept.operations.cli.database_words import DatabaseAway

    try:
        with progress("Importing", silent=as_json) as tell:
            report = import_mail(
                path,
                kind,
                now=now(),
                progress=lambda share, so_far: tell(share, f"Importing: {so_far.seen} mails"),
            )
    except TryLater as away:
        raise DatabaseAway(
            f"The database could not take more mail: {away}.", remedy="Import again: nothing is stored twice."
        ) from away
    sentence = (
        f"{report.seen} mails: {report.stored} taken in, {report.doubled} known already, "
        f"{report.quarantined} in quarantine."
    )
    return Answer(report, lines(sentence))
