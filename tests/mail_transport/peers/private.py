"""What all peers share: free ports, waiting, children that end with the test."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def free_port() -> int:
    """A TCP port on this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], *, seconds: float = 15, what: str = "") -> None:
    """Wait until something is so; fail with `what` when it does not become so in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what or true}")
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether somebody takes connections at this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def child(command: list[str], log: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start a server in its own process group, its words going to a file."""
    with log.open("ab") as out:
        return subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **environment}, start_new_session=True
        )


def end(process: subprocess.Popen[bytes], *, hard: bool = False) -> None:
    """End a child and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
        process.wait(5)
    except ProcessLookupError:
        process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)
