"""The desk's own folders: there, writable, closed to others, with room."""

import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kept.operations.doctor.disk import existing, free, nearly_full
from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.project.environment import Environment


def look(environment: Environment) -> Iterator[Finding]:
    """Home, checkpoints, disk, secret."""
    yield from _writable("home", environment.home, "KEPT_HOME")
    if environment.anchors.exists():
        yield from _writable("anchors", environment.anchors, "KEPT_ANCHORS")
    yield from _disk(environment.home)
    if not environment.secret:
        yield from _secret(environment.home / "secret.key")


def _writable(check: str, folder: Path, setting: str) -> Iterator[Finding]:
    if not folder.exists():
        yield bad(check, f"There is no folder {folder}.", "The first start makes it: kept serve.")
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield good(check, f"The desk can write to {folder}.")
    except OSError as problem:
        yield bad(
            check,
            f"The desk cannot write to {folder}: {problem.strerror}.",
            f"Give it the right to, or set {setting} to another folder.",
        )


def _disk(home: Path) -> Iterator[Finding]:
    folder = existing(home)
    if folder is None:
        return
    sentence = nearly_full(folder)
    if sentence:
        yield bad("disk", sentence, "Make room there.")
        return
    yield good("disk", f"{free(folder) // 2**30} GB are free for {home}.")


def _secret(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield warning("secret", f"There is no secret in {path} yet.", "The first start makes it: kept serve.")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield bad(
            "secret",
            f"Others on this machine can read {path}, and so forge signed links.",
            f"Run chmod 600 {path}.",
        )
    else:
        yield good("secret", "The desk's secret is its own.")
