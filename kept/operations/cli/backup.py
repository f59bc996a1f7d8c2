"""`kept backup`, `restore` and `let-go`: database and files in one file, and back; a restored desk is held."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, agent_by
from kept.operations.cli.printing import lines, progress
from kept.operations.cli.running import Answer, AsJson, command

if TYPE_CHECKING:
    from kept.operations.cli.restoring import Done
    from kept.operations.postgres.dumping import Progress

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written; only its owner can read it. `files` null: it holds the database alone."""

    file: str
    bytes: int
    files: int | None
    files_bytes: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A desk that was restored and is held: `chains` were marked, `waiting` messages do not leave.

    `files` were brought back (null: the backup holds none); `missing` attachments have no file in the store.
    """

    file: str
    files: int | None
    missing: int
    chains: int
    waiting: int
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class LetGo:
    """Whether the desk was held, and how many messages may leave now."""

    was_held: bool
    waiting: int


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    command(app, "backup", desk=False)(backup)
    command(app, "restore", desk=False)(restore)
    command(app, "let-go")(let_go)


def backup(
    file: File,
    without_files: Annotated[
        bool, typer.Option("--without-files", help="The database alone; the file store is kept otherwise.")
    ] = False,
    as_json: AsJson = False,
) -> Answer:
    """Write one consistent state of database and files into a file, while the desk runs."""
    from kept.operations.backup import back_up
    from kept.operations.postgres import resolve
    from kept.project.environment import read

    environment = read(os.environ)
    store = environment.files
    folder = None if without_files else store.folder
    with progress("Saving", silent=as_json) as tell:
        saved = back_up(
            resolve(os.environ, environment.home), file.absolute(), files=folder, progress=_shares(tell)
        )
    if saved.files is not None:
        held = f"It holds the database and {saved.files.count} stored files."
    else:
        where = store.folder or f"s3://{store.bucket}"
        held = f"It holds the database alone, without the files in {where}. Keep a copy of these too."
    sentences = [
        f"Saved {file} ({saved.bytes} bytes). {held}",
        "It does not hold the desk's secret and its checkpoints. Keep copies of these too: "
        f"{environment.home / 'secret.key'}, {environment.home / 'keys'}, {environment.anchors}.",
    ]
    files = saved.files
    seen = BackedUp(
        str(file.absolute()), saved.bytes, files.count if files else None, files.bytes if files else 0
    )
    return Answer(seen, lines(*sentences))


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Replace what the database holds.")] = False,
    as_json: AsJson = False,
) -> Answer:
    """Put a backup into the database and the file store of a stopped desk.

    Afterwards the desk is held: nothing leaves until an admin says `kept let-go`.
    """
    from kept.operations.cli.restoring import restore_desk

    with progress("Restoring", silent=as_json) as tell:
        done = restore_desk(file.absolute(), force=force, progress=_shares(tell))
    sentences = [
        f"Restored {file}. {done.chains} chains of the ledger say so.",
        _about_files(done),
        f"The desk is held: {done.waiting} messages wait, and some may have left before the restore.",
        "Look at them (kept outbox), then let them leave: kept let-go --as ADMIN.",
        "Begin the ledger's checkpoints afresh: kept ledger checkpoint --afresh.",
    ]
    restored = Restored(
        str(file.absolute()), done.files, done.missing, done.chains, done.waiting, done.since, done.why
    )
    return Answer(restored, lines(*sentences))


def _about_files(done: "Done") -> str:
    if done.files is None:
        words = "The backup holds the database alone."
    else:
        words = f"{done.files} stored files were in it."
    if done.missing:
        return f"{words} {done.missing} attachments have no file in the store: bring a copy of it back."
    return f"{words} Every stored attachment has its file."


def let_go(by: By, as_json: AsJson = False) -> Answer:
    """An admin confirms that a held desk may send again."""
    from kept.clock import now
    from kept.contacts.hold import let_go as release
    from kept.handling.gates import may_administer
    from kept.operations.cli.outbox import count_waiting

    agent = agent_by(by)
    may_administer(agent, "let mail leave again")
    ended = release(by=agent.actor, now=now())
    count = count_waiting()
    words = f"Mail leaves again; {count} messages wait." if ended else "The desk was not held."
    return Answer(LetGo(bool(ended), count), lines(words))


def _shares(tell: Callable[[float, str], None]) -> "Progress":
    def told(done: int, total: int, words: str) -> None:
        tell(done / total if total else 0.0, words)

    return told
