"""The moved clock of a story's throw-away home: stored in its database, refused by every other home."""

from datetime import timedelta
from pathlib import Path

import psycopg
from django.db import connection

from kept.clock import move_to
from kept.refusal import Refusal

#: The file that marks a home as a story's, and the setting of its database that says how far its clock is ahead.
MARK = "story"
SETTING = "kept.clock_offset"


class ClockMoved(Refusal):
    """A database whose clock was moved, in a home that is no story's."""

    code = "clock_moved"


def mark(home: Path, story: str) -> None:
    """Make this home a story's, for good: it is thrown away afterwards."""
    (home / MARK).write_text(f"{story}\n", encoding="utf-8")


def is_marked(home: Path) -> bool:
    """Whether this home is a story's."""
    return (home / MARK).is_file()


def store(admin_url: str, offset: timedelta) -> None:
    """Write the offset into the database, for every process that starts from now on. As its superuser."""
    with psycopg.connect(admin_url, autocommit=True) as session:
        name = session.execute("SELECT quote_ident(current_database())").fetchone()
        assert name is not None
        session.execute(f"ALTER DATABASE {name[0]} SET {SETTING} = '{offset.total_seconds():.6f}'")


def take(home: Path) -> timedelta:
    """Move this process's clock as its database says; returns by how much. For the start of a process.

    Raises ClockMoved when there is an offset and the home is no story's: then nothing is moved.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        text = cursor.fetchone()[0]
    offset = timedelta(seconds=float(text)) if text else timedelta(0)
    if offset and not is_marked(home):
        raise ClockMoved(
            f"The clock of this database was moved by {offset}, and {home} is no story's home.",
            remedy=f"As its superuser: ALTER DATABASE … RESET {SETTING}.",
        )
    move_to(offset)
    return offset
