"""The one clock. Faces, channels and operations ask it; everything below is told the time."""

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """This moment: aware, in UTC, moved by the offset of a story's throw-away home (else exact)."""
    return datetime.now(UTC) + _offset  # noqa: TID251 - the one place


def move_to(offset: timedelta) -> None:
    """Set how far this process's clock is ahead. Only story homes may; `operations.stories` checks."""
    global _offset
    _offset = offset


def offset() -> timedelta:
    """How far this process's clock is ahead of the machine's."""
    return _offset
