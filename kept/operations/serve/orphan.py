"""Leaving with the parent: no process of ours goes on when the one that watches it is gone."""

import ctypes
import os
import signal
import sys
import threading
import time

GRACE = 2.0  # seconds to end in good order; then the process ends as it is

_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36  # linux/prctl.h


def leave_with_parent(fd: int) -> threading.Thread:
    """Watch the reading end of a pipe whose writing end only the parent holds; leave when it closes."""
    thread = threading.Thread(target=_watch, args=(fd,), name="leave-with-parent", daemon=True)
    thread.start()
    return thread


def _watch(fd: int) -> None:
    os.read(fd, 1)  # nothing is ever written: this returns when the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def die_with_parent() -> None:
    """Let the kernel tell us of the parent's death too (Linux). Set again after each fork and new parent."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def adopt_orphans() -> bool:
    """Become the parent of grandchildren whose parent ends (Linux); whether that is possible here."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def name_process(name: str) -> None:
    """The name that `ps` and `top` show (Linux, 15 bytes)."""
    _prctl(_PR_SET_NAME, name.encode()[:15])


def _prctl(option: int, value: int | bytes) -> bool:
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0)
