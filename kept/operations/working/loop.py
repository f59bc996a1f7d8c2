"""One loop of the worker: work until nothing is due, then sleep until woken or until the next look."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

log = structlog.get_logger(__name__)

#: Seconds between looks when nobody wakes us: a promise that breaks is noticed within two.
IDLE = 1.0

#: Seconds to wait after the database could not be reached, doubling up to the last.
AWAY = (0.5, 10.0)


@dataclass
class Loop:
    """A thread that calls `work` again and again; `work` returns whether there may be more at once."""

    name: str
    work: Callable[[], bool]
    idle: float = IDLE
    wanted: threading.Event = field(default_factory=threading.Event)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. A database that is away is waited for; what fails is logged and tried again."""
        pause = AWAY[0]
        while not stop.is_set():
            self.wanted.clear()
            try:
                close_old_connections()
                more = self.work()
                pause = AWAY[0]
            except (DatabaseError, InterfaceError) as problem:
                connection.close()
                log.warning("work interrupted", loop=self.name, why=str(problem).strip())
                stop.wait(pause)
                pause = min(pause * 2, AWAY[1])
                continue
            except (
                Exception
            ):  # a fault in one kind of work must not end the clock: it is logged whole, and tried again
                log.exception("work failed", loop=self.name)
                stop.wait(pause)
                pause = min(pause * 2, AWAY[1])
                continue
            if not more:
                self._sleep(stop)
        connection.close()

    def _sleep(self, stop: threading.Event) -> None:
        until = time.monotonic() + self.idle
        while not stop.is_set() and not self.wanted.wait(min(0.25, max(0.0, until - time.monotonic()))):
            if time.monotonic() >= until:
                return
