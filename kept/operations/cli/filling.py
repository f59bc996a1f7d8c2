"""The demo company is filled beside `kept serve --demo`, by a process of its own, once the desk answers."""

import os
import signal
import subprocess
import sys
import time

#: Seconds in which the desk must answer; else nothing is filled.
PATIENCE = 120.0


def fill_when_served() -> None:
    """Start the process that waits for the desk and then fills it."""
    subprocess.Popen(
        [sys.executable, "-c", "from kept.operations.cli.filling import main; main()"],
        stdin=subprocess.DEVNULL,
    )


def main() -> None:
    """Wait for the desk that our parent serves, fill the demo company, and end; end with the parent too."""
    from kept.operations.serve.orphan import die_with_parent
    from kept.project.environment import read
    from kept.refusal import Refusal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = os.getppid()
    die_with_parent()
    environment = read(os.environ)
    if not _answers(environment.host, environment.port, environment.allowed_hosts[0], parent):
        return
    try:
        _fill()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)


def _fill() -> None:
    from kept.operations.cli.running import open_desk

    with open_desk():
        from kept.clock import now
        from kept.operations.demo import fill

        if fill(now=now()).added:
            print("The demo company is there.")


def _answers(host: str, port: int, name: str, parent: int) -> bool:
    from kept.operations.serve.probe import page_probe
    from kept.operations.serve.sockets import reachable

    probe = page_probe((reachable(host), port), name.lstrip(".").replace("*", "localhost"))
    until = time.monotonic() + PATIENCE
    while not probe.look():
        if time.monotonic() > until or os.getppid() != parent:
            return False
        time.sleep(0.25)
    return True
