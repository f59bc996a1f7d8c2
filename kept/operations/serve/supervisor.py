"""The supervisor's loop: hears its processes, starts the dead again, and ends them all."""

import os
import selectors
import signal
import time
from collections.abc import Callable

from kept.operations.serve.logstream import Lines, LogStream
from kept.operations.serve.member import Member
from kept.operations.serve.nursery import NotBorn
from kept.operations.serve.signals import Signals

TICK = 0.25  # seconds between two looks when nothing happens
ENDING = 8.0  # seconds that processes have to end; then they are killed
DRAINED = 64 * 1024  # bytes of output read at a time


class Supervisor:
    """Watches its members in one thread: the kernel ties their lives to the thread that started them."""

    def __init__(self, stream: LogStream) -> None:
        self.selector = selectors.DefaultSelector()
        self.signals = Signals()
        self.members: list[Member] = []
        self.killed = False  # whether a process had to be killed at the end
        self._stream = stream
        self._outputs: dict[Member, int] = {}  # reading ends of pipes
        self._each_turn: list[Callable[[], object]] = []
        self.selector.register(self.signals.woken, selectors.EVENT_READ, self.signals.clear)

    def add(self, member: Member) -> None:
        """Watch a process; it is started when it may."""
        self.members.append(member)

    def each_turn(self, function: Callable[[], object]) -> None:
        """Call a function with every turn of the loop, at least four times a second."""
        self._each_turn.append(function)

    def run(self, until: Callable[[], bool]) -> None:
        """Watch until `until` says so. Raises `StopAsked`."""
        while not until():
            self.signals.raise_if_asked()
            self._turn(TICK)
            self._start_who_is_due()

    def run_to_end(self, member: Member) -> int:
        """Run a process that ends by itself, once; returns its status. Raises `StopAsked`."""
        self.add(member)
        self._start(member)
        member.may_start = lambda: False
        self.run(until=lambda: member.status is not None)
        self.members.remove(member)
        return member.status or 0

    def end_all(self) -> None:
        """Ask all to end, wait, and kill what does not; at once when we are asked a second time."""
        for member in self.members:
            member.may_start = lambda: False
            member.terminate()
        until = time.monotonic() + ENDING
        while self._running():
            if time.monotonic() > until or self.signals.asked > 1:
                self._kill()
            self._turn(0.05)
        self._turn(0)  # their last words

    def _running(self) -> list[Member]:
        return [member for member in self.members if member.pid is not None]

    def _kill(self) -> None:
        for member in self._running():
            if not self.killed:
                self._stream.report(f"{member.name} did not end in time and is killed.")
            member.signal_group(signal.SIGKILL)
        self.killed = True

    def _turn(self, pause: float) -> None:
        due = [member.start_at - time.monotonic() for member in self.members if member.pid is None]
        for key, _ in self.selector.select(max(0.0, min([pause, *due])) if pause else 0):
            key.data()
        for function in self._each_turn:
            function()
        for member in self.members:
            if member.has_ended() and member.may_start():
                pause = member.start_at - time.monotonic()
                self._stream.report(f"{member.name} {member.ended_how()}; it starts again in {pause:.1f} s.")
        self._bury_strangers()

    def _bury_strangers(self) -> None:
        """Clear away orphans that the kernel gave us: processes of processes that died."""
        ours = {member.pid for member in self.members}
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if found is None or found.si_pid in ours:
                return
            os.waitpid(found.si_pid, 0)

    def _start_who_is_due(self) -> None:
        for member in self.members:
            if member.is_due():
                self._start(member)

    def _start(self, member: Member) -> None:
        reading, writing = os.pipe()
        try:
            member.start(writing)
        except (NotBorn, OSError) as problem:
            os.close(reading)
            member.failed_to_start()
            self._stream.report(f"{member.name} could not be started ({problem}); it is tried again.")
        else:
            os.set_blocking(reading, False)
            lines = Lines(self._stream, member.name)
            self.selector.register(reading, selectors.EVENT_READ, lambda: self._drain(reading, lines))
        finally:
            os.close(writing)

    def _drain(self, reading: int, lines: Lines) -> None:
        try:
            data = os.read(reading, DRAINED)
        except BlockingIOError:
            return
        lines.take(data)
        if not data:
            lines.end()
            self.selector.unregister(reading)
            os.close(reading)
