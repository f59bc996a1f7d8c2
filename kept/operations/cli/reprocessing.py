"""`kept reprocess`: stored mail through the reader of this version."""

from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.printing import lines, progress
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from kept.contacts.models import RawMessage
    from kept.handling.arrival import Arrival


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "reprocess")(reprocess)


def reprocess(
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="WHEN", help="Only what was taken in since then (UTC), as 2026-12-01."
        ),
    ] = "",
    as_json: AsJson = False,
) -> Answer:
    """Read stored mail again, after an upgrade.

    Words, attachments and the class of machine mail are brought up to date; nothing is sent, nothing is owed.
    """
    from kept.clock import now as clock
    from kept.handling.reprocess import reprocess as read_all
    from kept.ledger.actor import SETUP
    from kept.operations.cli.moments import since_of

    now = clock()
    with progress("Reading again", silent=as_json) as tell:
        done = read_all(
            read,
            since=since_of(since, now=now),
            by=SETUP,
            now=now,
            progress=lambda share, so_far: tell(share, f"Reading again: {so_far.looked_at} mails"),
        )
    sentences = [
        f"{done.looked_at} mails read again: {done.changed} changed, {done.unreadable} could not be read."
    ]
    if done.people:
        sentences.append(
            f"Taken for a machine's before, and written by a person. Look at {', '.join(done.people)}."
        )
    return Answer(done, lines(*sentences))


def read(raw: "RawMessage") -> "Arrival | None":
    """Read a stored mail; None when nothing can be made of it."""
    import structlog

    from kept.channels.mail.reading import Unreadable
    from kept.channels.mail.retrying import read_again

    try:
        return read_again(raw)
    except Unreadable:
        return None
    except Exception:  # Strangers write these bytes: one mail must not keep the others from being read.
        structlog.get_logger(__name__).exception("reading a mail again failed", raw=raw.pk)
        return None
