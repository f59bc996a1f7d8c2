"""One process under watch: its life, its output, and when it is started again."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from kept.operations.serve.backoff import Backoff


@dataclass(slots=True, eq=False)
class Member:
    """`pid` is None while it does not run; then `start_at` (monotonic) says when it may be started.

    `birth` starts it, with the descriptor for its output, and returns its process id.
    """

    name: str
    birth: Callable[[int], int]
    may_start: Callable[[], bool]
    pid: int | None = None
    start_at: float = 0.0
    started_at: float = 0.0  # 0 when it never ran
    status: int | None = None  # of its last end, as a shell counts: 0, 1 to 127, or 128 and the signal
    backoff: Backoff = field(default_factory=Backoff)

    def start(self, output: int) -> None:
        """Start it."""
        self.pid = self.birth(output)
        self.started_at = time.monotonic()

    def lives_for(self, seconds: float) -> bool:
        """Whether it has been running for so long."""
        return self.pid is not None and time.monotonic() - self.started_at >= seconds

    def is_due(self) -> bool:
        """Whether it should be started now."""
        return self.pid is None and self.start_at <= time.monotonic() and self.may_start()

    def failed_to_start(self) -> None:
        """It could not be started: later again."""
        self.start_at = time.monotonic() + self.backoff.after(0.0)

    def has_ended(self) -> bool:
        """See whether it has just ended, and clear away what it leaves behind."""
        if self.pid is None or os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return False
        # Before its id can be given to another: whatever it started ends with it.
        self.signal_group(signal.SIGKILL)
        _, raw = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(raw)
        self.status = code if code >= 0 else 128 - code
        self.pid = None
        self.start_at = time.monotonic() + self.backoff.after(time.monotonic() - self.started_at)
        return True

    def ended_how(self) -> str:
        """How its last life ended, in words."""
        if self.status is not None and self.status > 128:
            number = self.status - 128
            return f"was ended by signal {number} ({signal.strsignal(number) or 'of its own kind'})"
        return f"ended with status {self.status}"

    def terminate(self) -> None:
        """Ask it to end."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)  # not yet waited for, so the id is still its own

    def signal_group(self, number: int) -> None:
        """Signal it and all that it started."""
        if self.pid is None:
            return
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass  # it has not made its group yet, or nothing of it is left but itself (macOS)
