"""A pretended desk in processes of its own, and plain ways to look at it."""

import http.client
import os
import pty
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

HERE = Path(__file__).parent
PRETEND = str(HERE / "pretend.py")


class Running:
    """A process whose lines can be waited for, and which serves pages on a port."""

    port: int

    def _begin(
        self,
        arguments: list[str],
        environment: dict[str, str],
        passed: tuple[int, ...] = (),
        *,
        terminal: bool = False,
    ) -> None:
        ours = ("KEPT_", "PRETEND_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        kept |= {
            "PYTHONPATH": str(HERE),
            "DJANGO_SETTINGS_MODULE": "pretend_settings",
            "DATABASE_URL": "postgresql://nobody@nowhere.invalid/nothing",
        }
        ours_end, theirs = pty.openpty() if terminal else os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=HERE,
            env=kept | environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            pass_fds=passed,
        )
        os.close(theirs)
        self._output = os.fdopen(ours_end, errors="replace")
        self.lines: list[str] = []
        self._queue: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            for line in self._output:
                self._queue.put(line.rstrip("\n"))
        except OSError:
            pass  # how a terminal ends
        self._output.close()
        self._queue.put(None)

    def says(self, pattern: str, seconds: float = 20.0) -> re.Match[str]:
        """Wait for a line that is new and matches."""
        until = time.monotonic() + seconds
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines))
            self.lines.append(line)
            if found := re.search(pattern, line):
                return found

    def ends(self, seconds: float) -> int:
        """Wait for its end; returns the status."""
        status = self.process.wait(seconds)
        self._reader.join(5)
        while not self._queue.empty():
            if (line := self._queue.get()) is not None:
                self.lines.append(line)
        return status

    def said(self) -> str:
        """All that it has said, as far as it was waited for."""
        return "\n".join(self.lines)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for a page on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def open(self) -> http.client.HTTPConnection:
        """A connection for whatever a test wants to ask."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def raw(self, request: bytes) -> socket.socket:
        """A connection on which these bytes have been sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(request)
        return connection


class Web(Running):
    """One pretended web process by itself."""

    def __init__(self, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = int(listening.getsockname()[1])
            self._begin([PRETEND, str(listening.fileno())], environment, (listening.fileno(),))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Desk(Running):
    """A running `kept serve` over pretended processes."""

    program: ClassVar[list[str]] = [PRETEND]
    settings: ClassVar[dict[str, str]] = {}

    def __init__(self, home: Path, *, terminal: bool = False, **environment: str) -> None:
        self.home = home
        self.port, self.mail_port = free_port(), free_port()
        ports = {"KEPT_PORT": str(self.port), "KEPT_SMTP_PORT": str(self.mail_port)}
        given = {"KEPT_HOME": str(home)} | ports | self.settings | environment
        self._begin(self.program, given, terminal=terminal)

    def runs(self) -> "Desk":
        """Wait until it says that everything answers."""
        self.says("Kept is running", 60)
        self.says("Stop ")
        return self

    def pid(self, name: str) -> int | None:
        """The process id of one process, by the name that `ps` shows."""
        return next((pid for pid, comm in self.processes().items() if comm == f"kept-{name}"), None)

    def processes(self) -> dict[int, str]:
        """Ids and names of all processes below the supervisor, which must live."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    status = (entry / "status").read_text()
                    comm = (entry / "comm").read_text().strip()
                except OSError:
                    continue
                if f"\nPPid:\t{self.process.pid}\n" in status and "\nState:\tZ" not in status:
                    found[int(entry.name)] = comm
        return found

    def stop(self) -> None:
        """End it, with what is left of it."""
        left = self.processes() if self.process.poll() is None else {}
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(12)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pid in left:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)


class RealDesk(Desk):
    """A running `kept serve`, all of it, over a database of its own."""

    program: ClassVar[list[str]] = ["-m", "kept.operations.serve"]
    settings: ClassVar[dict[str, str]] = {
        "DJANGO_SETTINGS_MODULE": "kept.project.settings",
        "DATABASE_URL": "",
    }


class RealWeb(RealDesk):
    """`kept web`: one web process by itself."""

    program: ClassVar[list[str]] = ["-m", "kept.operations.web"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_until(done: Callable[[], object], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
