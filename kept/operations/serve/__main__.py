"""`kept serve`, without anything that is not needed to watch processes: it stays as small as it can."""

import os
import sys
import time
from collections.abc import Sequence

from kept.operations.postgres import DatabaseRefusal
from kept.operations.serve.logstream import LogStream
from kept.operations.serve.plan import MIGRATE, Child, children
from kept.operations.serve.running import Desk
from kept.operations.serve.sockets import CannotListen, bind, check_mail_port
from kept.project.environment import BadSettings, read


def main() -> int:
    """Serve the desk."""
    return serve(None)


def serve(wanted: Sequence[Child] | None, migrate: Child = MIGRATE, *, forking: bool | None = None) -> int:
    """Serve until asked to stop. Returns 0 after a clean end, 1 when something failed, 2 for bad settings.

    `wanted` are the processes; None are those of the plan. `forking` None: where the kernel can.
    """
    began = time.monotonic()
    try:
        environment = read(os.environ)
    except BadSettings as refusal:
        print(refusal, file=sys.stderr)
        return 2
    stream = LogStream(as_json=environment.log == "json")
    for warning in environment.warnings:
        stream.say(warning)
    try:
        listening = bind(environment.host, environment.port)
        check_mail_port(environment.smtp_host, environment.smtp_port)
        wanted = wanted or children(environment.web_processes)
        return Desk(environment, stream, listening, wanted, migrate, began=began, forking=forking).serve()
    except (CannotListen, DatabaseRefusal) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
