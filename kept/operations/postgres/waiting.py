"""A newcomer's wait until the server takes connections, whoever starts it."""

import socket
import stat
import struct
import time
from collections.abc import Callable

from kept.operations.postgres import state
from kept.operations.postgres.errors import FAMILY, DatabaseRefusal, ServerFailed, StillStarting
from kept.operations.postgres.locks import is_held, try_shared
from kept.operations.postgres.places import Places

#: Called with a sentence whenever there is something new to say while one waits.
Progress = Callable[[str], None]

#: Seconds that a user waits by default: recovery after a crash can take minutes.
PATIENCE = 900.0
#: Seconds that a newcomer watches a server that cannot start again (its disk is full) before he is told so.
RESTART_PATIENCE = 10.0
_MOST_STARTS = 3


def wait_until_ready(
    places: Places, users: int, start: Callable[[], bool], progress: Progress, patience: float
) -> None:
    """Return holding a share of the lock `users`, with a server that answers; else raise why not.

    `start` starts a keeper unless there is one, and says whether it did.
    """
    began, holding, starts, said, troubled_since = time.monotonic(), False, 0, "", 0.0
    while True:
        # The lock is refused only while a keeper stops its server: it is gone in a moment.
        holding = holding or try_shared(users)
        free = holding and not is_held(places.keeper)
        # Read after the look at the lock: a keeper writes down why it fails before it lets go.
        now = state.read_state(places.keeper) or state.State(state.STARTING)
        if now.phase == state.FAILED and starts:  # else it is an earlier one's, and ours may succeed
            raise _refusal(now)
        if free:
            if starts == _MOST_STARTS:
                raise ServerFailed(
                    "The process that keeps the database ended three times without a word.",
                    remedy=f"Look into {places.log}.",
                )
            starts += start()
            now = state.read_state(places.keeper) or now
        elif holding and now.phase == state.READY and _answers(places):
            return
        if now.phase == state.RESTARTING:
            troubled_since = troubled_since or time.monotonic()
            if time.monotonic() - troubled_since > RESTART_PATIENCE:
                raise _refusal(now)
        if now.words != said and now.phase != state.FAILED:
            said = now.words
            progress(said)
        if time.monotonic() - began > patience:
            raise StillStarting(
                f"The database is not ready yet. {now.words}".strip(), remedy="Wait, and try again."
            )
        time.sleep(0.02)


def _answers(places: Places) -> bool:
    """Whether the server answers; the words "ready" of a killed keeper prove nothing."""
    path = places.socket
    try:
        if path.parent != places.data:
            folder = path.parent.lstat()
            if not stat.S_ISDIR(folder.st_mode) or folder.st_uid != places.data.stat().st_uid:
                return False  # somebody else's, who would read what we say
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            probe.connect(str(path))
            # The smallest question of the protocol, "do you speak TLS?": a dying server takes the
            # connection, but has no answer.
            probe.sendall(struct.pack("!ii", 8, 80877103))
            return probe.recv(1) in (b"N", b"S")
    except OSError:
        return False


def _refusal(now: state.State) -> DatabaseRefusal:
    return FAMILY.get(now.code, DatabaseRefusal)(now.words, remedy=now.remedy)
