"""One run of the server as the keeper's own child: started, watched until ready, stopped."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

from kept.operations.postgres.account import Account
from kept.operations.postgres.places import Places
from kept.operations.postgres.programs import Programs
from kept.operations.postgres.settings import arguments

_PR_SET_PDEATHSIG = 1
#: Seconds for a fast stop, which writes a checkpoint; ended by force, it recovers at its next start.
STOP_PATIENCE = 60.0


class Run(NamedTuple):
    """The server, and the shell that ends it when we die (None where the kernel does that)."""

    server: "subprocess.Popen[bytes]"
    watch: "subprocess.Popen[bytes] | None"


def start(
    places: Places, programs: Programs, account: Account | None, *, alive: int, log: int, by_kernel: bool
) -> Run:
    """Start the server. `alive` is a locked descriptor that it and all its processes inherit.

    `by_kernel`: the kernel tells the server of our death; else a watching shell does.
    """
    server = subprocess.Popen(
        [programs.path("postgres"), *arguments(places)],
        cwd="/",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(alive,),
        process_group=0,
        umask=0o077,
        preexec_fn=_end_with_us() if by_kernel else None,
        **(account.for_process() if account else {}),
    )
    return Run(server, None if by_kernel else _watch(server.pid))


def kernel_tells() -> bool:
    """Whether this system can signal a child when its parent dies."""
    return sys.platform == "linux"


def clean_environment() -> dict[str, str]:
    """An environment in which PostgreSQL's programs speak plain English and obey only us."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C"}


def is_ready(places: Places, pid: int) -> bool:
    """Whether the server with this very process id takes connections; a stale file speaks of another."""
    lines = pid_file(places)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7] == "ready"


def pid_file(places: Places) -> list[str]:
    """The lines of the server's own file: process id first, phase eighth; empty when there is none."""
    try:
        return [line.strip() for line in (places.data / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def stop(run: Run, patience: float = STOP_PATIENCE) -> None:
    """Stop fast and cleanly; by force when that takes longer than `patience` seconds."""
    for how, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        run.server.send_signal(how)
        try:
            run.server.wait(seconds)
            break
        except subprocess.TimeoutExpired:
            continue
    dismiss(run)


def dismiss(run: Run) -> None:
    """End the watching shell of a server that has ended, before its number can be somebody else's."""
    if run.watch is not None:
        run.watch.kill()
        run.watch.communicate()


def _watch(pid: int) -> "subprocess.Popen[bytes]":
    """A shell whose input closes when we die, and which then asks process `pid` for a fast stop."""
    return subprocess.Popen(
        ["/bin/sh", "-c", 'cat >/dev/null; kill -INT "$1"', "sh", str(pid)],
        cwd="/",
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _end_with_us() -> Callable[[], None]:
    """For the child, after it has stepped down (which would clear the setting): a fast stop when we die."""
    prctl, us = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != us:  # we died before it could ask
            os._exit(1)

    return ask
