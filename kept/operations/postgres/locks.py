"""Locks that the kernel releases however their holder dies."""

import fcntl
import os
from pathlib import Path


def open_lock(path: Path) -> int:
    """A descriptor for locking `path`, which is created if need be. Every call is a holder of its own."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        # Started by root in somebody's home, it must not shut that person out of it.
        home = path.parent.stat()
        os.fchown(handle, home.st_uid, home.st_gid)
    return handle


def try_shared(handle: int) -> bool:
    """Take the lock together with others; False while somebody has it alone."""
    return _try(handle, fcntl.LOCK_SH)


def try_alone(handle: int) -> bool:
    """Take the lock alone; False while anybody else has it."""
    return _try(handle, fcntl.LOCK_EX)


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock; leaves nothing behind."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        return not try_shared(handle)
    finally:
        os.close(handle)


def _try(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
