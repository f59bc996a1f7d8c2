"""How our PostgreSQL stands, seen from outside."""

import os
from pathlib import Path
from typing import NamedTuple

from kept.operations.postgres import state
from kept.operations.postgres.locks import is_held
from kept.operations.postgres.places import Places


class Status(NamedTuple):
    """What `kept doctor` shows. `phase`: absent, stopped, or a phase of the keeper's."""

    phase: str
    words: str
    remedy: str
    version: str  # major version of the data, "" when there is none
    keeper: int  # process ids, 0 when it does not run
    server: int
    socket: Path
    log: Path
    free: int  # bytes on the disk


def look(places: Places) -> Status:
    """Changes nothing and starts nothing."""
    kept = is_held(places.keeper)
    now = (state.read_state(places.keeper) if kept else None) or state.State(state.STARTING)
    version = places.data / "PG_VERSION"
    made_by = version.read_text().strip() if version.exists() else ""
    disk = os.statvfs(next(folder for folder in (places.home, *places.home.parents) if folder.exists()))
    if not kept:
        now = state.State(state.STOPPED if made_by else state.ABSENT)
    return Status(
        now.phase, now.words, now.remedy, made_by, now.keeper, now.server,
        places.socket, places.log, free=disk.f_bavail * disk.f_frsize,
    )  # fmt: skip
