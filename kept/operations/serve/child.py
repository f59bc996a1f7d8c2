"""What a process does between its birth and its work, whether it was forked or started anew."""

import importlib
import json
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass, field
from typing import NoReturn

from kept.operations.serve import inherited
from kept.operations.serve.orphan import die_with_parent, leave_with_parent, name_process
from kept.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Orders:
    """What to run and what it is given. `death` is the pipe that closes with the supervisor."""

    name: str
    entry: str
    supervisor: int  # process id
    death: int
    given: dict[str, int] = field(default_factory=dict)  # descriptors by name

    def text(self) -> str:
        return json.dumps(asdict(self))


def work(orders: Orders) -> NoReturn:
    """Run the entry to its end and leave with its status. Our output is in place already."""
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        name_process(f"kept-{orders.name.replace(' ', '-')}")
        die_with_parent()
        leave_with_parent(orders.death)
        inherited.give(orders.given)
        module, _, function = orders.entry.partition(":")
        status = _status(getattr(importlib.import_module(module), function)())
    except SystemExit as end:
        status = _status(end.code)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)  # a sentence that a person can act on; where it arose says no more
    except BaseException:  # the end of the process: written down here, and seen by the supervisor
        traceback.print_exc()
    leave(status)


def leave(status: int) -> NoReturn:
    """End this process now: neither a thread that hangs nor the zygote's own plans hold it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _status(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    print(code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    work(Orders(**json.loads(sys.argv[1])))
