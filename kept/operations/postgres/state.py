"""What the keeper is doing, in the file that it holds locked."""

import errno
import json
import os
from pathlib import Path
from typing import NamedTuple

ABSENT = "absent"
STOPPED = "stopped"
CREATING = "creating"
STARTING = "starting"
READY = "ready"
RESTARTING = "restarting"
STOPPING = "stopping"
FAILED = "failed"

#: Written in place and always this long: no new blocks are needed when the disk is full.
_LENGTH = 4096


class State(NamedTuple):
    """One moment of the server. `words` is for people; `code` and `remedy` belong to a failure."""

    phase: str
    words: str = ""
    code: str = ""
    remedy: str = ""
    keeper: int = 0  # process id, 0 unknown
    server: int = 0  # process id, 0 none


def write_state(handle: int, state: State) -> None:
    """Replace the state. A full disk loses the words, never the keeper."""
    text = json.dumps(state._replace(words=state.words[:1500], remedy=state.remedy[:500])._asdict())
    try:
        os.pwrite(handle, text.encode().ljust(_LENGTH)[:_LENGTH], 0)
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise


def read_state(path: Path) -> State | None:
    """The last state written; None when there is none, or it is just being written."""
    try:
        return State(**json.loads(path.read_bytes()[:_LENGTH]))
    except (FileNotFoundError, ValueError, TypeError):
        return None
