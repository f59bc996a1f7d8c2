"""Collecting the static files of this version: once after an install or a change, not at every start."""

import fcntl
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = "kept-sources"  # names what the collected files were made of


def collect_static() -> bool:
    """Collect, compress and name the static files by their content, if any has changed; whether so."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / f"{STAMP}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # processes that are started together collect once
        stamp, now = root / STAMP, _sources()
        if stamp.exists() and stamp.read_text() == now:
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        fresh = stamp.with_suffix(f".{os.getpid()}")
        fresh.write_text(now)
        fresh.rename(stamp)
        return True


def _sources() -> str:
    digest = sha256()
    for line in sorted(_each_source()):
        digest.update(line.encode())
    return digest.hexdigest()


def _each_source() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            yield f"{name} {found.st_size} {found.st_mtime_ns}\n"
