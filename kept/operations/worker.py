"""The worker process: the clock, the outbox, what follows, and the chores; any number may run."""

import os
import signal
import threading
from collections.abc import Callable

import django
import structlog

from kept.clock import now
from kept.operations.logs import set_up_logs
from kept.operations.postgres import resolve
from kept.operations.stories.offset import take
from kept.operations.working.loop import Loop
from kept.project.environment import read

log = structlog.get_logger(__name__)

#: NOTIFY queue → the loops that it wakes; "" wakes all.
WOKEN_BY = {"outbox": "outbox", "reactions": "reactions", "promises": "clock", "telling": "telling"}


def main() -> None:
    """Work until SIGTERM. By itself (`kept worker`) it also holds the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    environment = read(os.environ)
    set_up_logs(environment.log)
    with resolve(os.environ, environment.home).use():
        django.setup()
        take(environment.home)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(stop)


def work(stop: threading.Event) -> None:
    """Run every loop in a thread of its own until `stop` is set, then let each finish its step."""
    from kept.operations.working.waking import listen

    running = {loop.name: loop for loop in loops()}

    def wake(queue: str) -> None:
        for name, loop in running.items():
            if not queue or WOKEN_BY.get(queue) == name:
                loop.wanted.set()

    # Daemons: a relay that takes ten minutes for its verdict must not keep the process from ending; its message
    # is then sent once more with the same identity, as after a crash.
    threads = [
        threading.Thread(target=loop.run, args=(stop,), name=loop.name, daemon=True)
        for loop in running.values()
    ]
    threads.append(threading.Thread(target=listen, args=(wake, stop), name="listen", daemon=True))
    for thread in threads:
        thread.start()
    while not stop.wait(0.5):
        pass
    for thread in threads:
        thread.join(10)


def loops() -> list[Loop]:
    """Every kind of work, each with its step; stories step them by hand."""
    from kept.channels.mail.sending.run import send_due
    from kept.handling.presuming import presume
    from kept.operations.reactions import REACTIONS
    from kept.operations.schedule import SLOW, run_due
    from kept.operations.telling.due import tell_due
    from kept.operations.working.reacting import react
    from kept.promises.clock import sweep
    from kept.search.catching_up import catch_up

    def clock() -> bool:
        return bool(sweep(now=now())) | (presume(now=now()) > 0)

    def each(step: Callable[[], object]) -> Callable[[], bool]:
        return lambda: bool(step())

    return [
        Loop("clock", clock),
        Loop("outbox", each(lambda: send_due(now))),
        Loop("reactions", each(lambda: react(REACTIONS, now=now()))),
        Loop("telling", each(lambda: tell_due(now=now())), idle=5.0),
        Loop("search", each(lambda: catch_up(now=now()))),
        Loop("chores", each(lambda: run_due(now=now())), idle=2.0),
        Loop("slow chores", each(lambda: run_due(now=now(), tasks=SLOW)), idle=10.0),
    ]


if __name__ == "__main__":
    main()
