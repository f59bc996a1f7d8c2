"""How processes come to be: forked from the zygote where the kernel can, else each started anew."""

import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kept.operations.serve.child import Orders
from kept.operations.serve.member import Member
from kept.operations.serve.orphan import adopt_orphans
from kept.operations.serve.plan import Child
from kept.operations.serve.zygote import GO, LONGEST, READY

#: glibc gives each thread an arena of its own, which costs memory; two are as fast for us.
FRUGAL = {"MALLOC_ARENA_MAX": "2"}
FORKING = 5.0  # seconds that the zygote has for one fork


class NotBorn(Exception):
    """The process could not be started; it is tried again later."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all processes share: the death pipe's reading end, and sockets by name."""

    death: int
    sockets: Mapping[str, int]


class Nursery(Protocol):
    """Starts processes. `output` takes what they write; they are ours to wait for."""

    @property
    def ready(self) -> bool: ...

    @property
    def failed(self) -> bool: ...

    def start(self, child: Child, output: int) -> int: ...


class StartingAnew:
    """Each process is a fresh interpreter that imports everything for itself."""

    ready = True
    failed = False

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def start(self, child: Child, output: int) -> int:
        """Start a process; returns its id."""
        return start_anew(child, self._around, output, {})


class Zygote:
    """Forks processes from one that has imported everything. It is itself a process under watch."""

    def __init__(self, around: Surroundings, modules: list[str], selector: selectors.BaseSelector) -> None:
        self._around = around
        self._modules = modules
        self._selector = selector
        self._control: socket.socket | None = None
        self._loaded = False
        self._ever_loaded = False
        # One that cannot load the first time will not do better the next.
        self.member = Member(
            "zygote", self._spawn, may_start=lambda: self._ever_loaded or not self.member.started_at
        )

    @property
    def ready(self) -> bool:
        """Whether it has imported everything and lives."""
        return self._loaded and self.member.pid is not None

    @property
    def failed(self) -> bool:
        """Whether it ended before it had imported everything, the first time."""
        return self.member.status is not None and not self._ever_loaded

    def _spawn(self, output: int) -> int:
        self._let_go()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            descriptors = (theirs.fileno(), self._around.death)
            pid = _popen(
                "kept.operations.serve.zygote", [*map(str, descriptors), *self._modules], output, descriptors
            )
        self._selector.register(self._control, selectors.EVENT_READ, self._hear)
        return pid

    def start(self, child: Child, output: int) -> int:
        """Fork a process; returns its id. Raises `NotBorn` when the zygote is gone."""
        assert self._control is not None
        permission, permit = os.pipe()
        try:
            request = Orders(child.name, child.entry, 0, 0, dict.fromkeys(child.given, 0)).text().encode()
            sockets = [self._around.sockets[name] for name in child.given]
            socket.send_fds(self._control, [request], [output, permission, *sockets])
            answer = int(self._control.recv(LONGEST) or 0)
            if not answer:
                raise NotBorn("the zygote is gone, or the machine has no room for another process")
            os.write(permit, GO)
            return answer
        except OSError as problem:
            raise NotBorn(str(problem)) from problem
        finally:
            os.close(permission)
            os.close(permit)

    def _let_go(self) -> None:
        self._loaded = False
        if self._control is not None:
            if self._control in self._selector.get_map():
                self._selector.unregister(self._control)
            self._control.close()
            self._control = None

    def _hear(self) -> None:
        assert self._control is not None
        self._selector.unregister(self._control)  # from here on it speaks only when asked
        self._loaded = self._control.recv(LONGEST) == READY
        self._ever_loaded = self._ever_loaded or self._loaded
        self._control.settimeout(FORKING)


def can_fork() -> bool:
    """Whether processes can be forked here and still be the supervisor's own children (Linux)."""
    return sys.platform == "linux" and adopt_orphans()


def start_anew(child: Child, around: Surroundings, output: int, given: Mapping[str, int]) -> int:
    """Start a fresh interpreter, which is given more than its sockets if need be; returns its process id."""
    passed = {name: around.sockets[name] for name in child.given} | dict(given)
    orders = Orders(child.name, child.entry, os.getpid(), around.death, passed)
    return _popen("kept.operations.serve.child", [orders.text()], output, (around.death, *passed.values()))


def _popen(module: str, arguments: list[str], output: int, passed: tuple[int, ...]) -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=passed,
        start_new_session=True,
        env=os.environ | FRUGAL | {"PYTHONUNBUFFERED": "1"},
    )
    process.returncode = 0  # the supervisor waits for it by its id: this object must not
    return process.pid
