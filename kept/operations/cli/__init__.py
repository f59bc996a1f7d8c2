"""The command `kept`: everything that the desk can do, for scripts, tests and the person who runs it."""

import sys
from importlib import import_module

#: Started without the machinery of commands: these live for long, and the supervisor stays as small as it can.
PROCESSES = {
    "serve": "kept.operations.serve.__main__",
    "web": "kept.operations.web",
    "worker": "kept.operations.worker",
    "mail": "kept.operations.mail",
}


def main() -> None:
    """Run the command that the arguments name; leaves the process with its status."""
    match sys.argv[1:]:
        case [name] if name in PROCESSES:
            sys.exit(run_process(name))
        case _:
            from kept.operations.cli.app import app  # here, so that processes start without it

            app(prog_name="kept")


def run_process(name: str) -> int:
    """Run one of the long-lived processes to its end; returns the status to leave with."""
    from kept.refusal import Refusal

    try:
        return import_module(PROCESSES[name]).main() or 0
    except Refusal as refusal:  # settings that cannot be used, a database that cannot be had
        print(refusal, file=sys.stderr)
        return 2 if refusal.code == "bad_settings" else 1
