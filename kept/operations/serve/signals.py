"""Signals of the supervisor: each wakes its loop, and asking to stop is remembered and counted."""

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")


class StopAsked(Exception):
    """Somebody asked us to stop while we waited for something."""


class Signals:
    """`asked` counts how often we were asked to stop; `woken` becomes readable with every signal."""

    def __init__(self) -> None:
        self.asked = 0
        self.woken, waker = os.pipe()
        self._interruptible = False
        os.set_blocking(self.woken, False)
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to be woken
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup, and shells' background jobs, ignore some
                signal.signal(number, self._stop)

    def clear(self) -> None:
        """Make `woken` quiet again."""
        os.read(self.woken, 4096)

    def raise_if_asked(self) -> None:
        """Raises `StopAsked` if we were."""
        if self.asked:
            raise StopAsked

    def during(self, wait: Callable[[], Result]) -> Result:
        """Run something that blocks. Raises `StopAsked` at once when we are asked meanwhile."""
        self._interruptible = True
        try:
            self.raise_if_asked()
            return wait()
        finally:
            self._interruptible = False

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if self._interruptible:
            raise StopAsked
