"""Backup and restore: the database in PostgreSQL's custom format and the stored files behind it, in one file."""

import os
from dataclasses import dataclass
from pathlib import Path

from kept.operations.backup_files import Enclosed, enclose, encloses, unpack
from kept.operations.postgres.clients import Client
from kept.operations.postgres.dumping import NewerBackup, Progress, contents, dump, holds, made_by, pour
from kept.operations.postgres.errors import DatabaseRefusal, out_of_space
from kept.operations.postgres.places import sync
from kept.operations.postgres.target import Target


class NotABackup(DatabaseRefusal):
    """There is no such file, or it was not written by `back_up`."""

    code = "not_a_backup"
    status = 400


class NotEmpty(DatabaseRefusal):
    """The database holds something already."""

    code = "database_not_empty"
    status = 409


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was written: its bytes, and the files in it (None: the database alone)."""

    bytes: int
    files: Enclosed | None


def back_up(
    target: Target, file: Path, *, files: Path | None = None, progress: Progress | None = None
) -> Saved:
    """Write one consistent state of the database to `file`, and the files in the folder `files`; whole or not at all.

    Only its owner can read it: it holds everything.
    """
    tell = progress or _say_nothing
    if not file.parent.is_dir() or file.is_dir():
        raise NotABackup(
            f"{file} cannot be written: {file if file.is_dir() else file.parent} is "
            f"{'a folder' if file.is_dir() else 'not there'}.",
            remedy="Name a file in a folder that is there.",
        )
    part = file.with_name(f".{file.name}.part")
    with target.use() as urls:
        client = Client(target.programs(), urls.owner, ours=target.server is not None)
        try:
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            dump(client, part, tell)  # synced to the disk by pg_dump itself
            enclosed = enclose(part, files, tell) if files is not None else None
            contents(client, part)  # raises when it cannot be read again
            size = part.stat().st_size
            part.replace(file)
            sync(file.parent)
        except OSError as problem:
            raise out_of_space(problem, file.parent) from problem
        finally:
            part.unlink(missing_ok=True)
    tell(size, size, f"Saved {file}")
    return Saved(size, enclosed)


def restore(
    target: Target,
    file: Path,
    *,
    files: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Enclosed | None:
    """Put a backup into the database, in one transaction: all of it, or nothing is changed.

    Its files go into the folder `files` first; None leaves them where they are. Returns how many there were; None
    when the backup holds the database alone. Refuses a database that holds tables, unless `force` says that they are
    to be replaced.
    """
    tell = progress or _say_nothing
    _check_beginning(file)
    with target.use() as urls:
        client = Client(target.programs(), urls.owner, ours=target.server is not None)
        there, here = made_by(contents(client, file)), client.server_major()
        if there > here:
            raise NewerBackup(
                f"{file} comes from PostgreSQL {there}, and the database is PostgreSQL {here}.",
                remedy=f"Restore it into PostgreSQL {there} or newer.",
            )
        if (held := holds(client)) and not force:
            raise NotEmpty(
                f"The database is not empty: it holds {held} tables, views and sequences.",
                remedy="Restore into a fresh KEPT_HOME, or say --force to replace what is there.",
            )
        enclosed = _files_of(file, files, tell) if encloses(file) is not None else None
        pour(client, file, tell)
        size = file.stat().st_size
        tell(size, size, "Gathering statistics")
        client.query("ANALYZE")
    return enclosed


def _files_of(file: Path, folder: Path | None, tell: Progress) -> Enclosed:
    if folder is None:
        return Enclosed(0, 0)
    try:
        return unpack(file, folder, tell)
    except OSError as problem:
        raise out_of_space(problem, folder) from problem


def _check_beginning(file: Path) -> None:
    try:
        with file.open("rb") as backup:
            beginning = backup.read(5)
    except (FileNotFoundError, IsADirectoryError):
        raise NotABackup(f"There is no file {file}.", remedy="Name a file that kept backup wrote.") from None
    if beginning != b"PGDMP":
        raise NotABackup(f"{file} is not a backup of Kept.", remedy="Name a file that kept backup wrote.")


def _say_nothing(done: int, total: int, words: str) -> None:
    """For who wants no progress."""
