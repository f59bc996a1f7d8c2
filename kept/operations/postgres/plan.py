"""What a starter has found out, and hands to the keeper that it starts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from kept.operations.postgres.account import Account
from kept.operations.postgres.places import Places
from kept.operations.postgres.process import clean_environment
from kept.operations.postgres.programs import Programs

#: The folder that holds the package `kept`.
_ROOT = Path(__file__).resolve().parents[3]
_MAIN = "import sys; sys.path.insert(0, sys.argv[1]); from kept.operations.postgres.plan import main; main()"


class Plan(NamedTuple):
    """Programs and user for one home. `by_kernel`: the kernel tells the server of the keeper's death."""

    places: Places
    programs: Programs
    account: Account | None
    by_kernel: bool


def start_keeper(plan: Plan, handle: int) -> None:
    """Start a keeper that inherits the locked `handle`; it outlives us, our terminal and our session."""
    places, programs, account, by_kernel = plan
    told = {
        "home": str(places.home), "programs": str(programs.folder), "from_wheel": programs.from_wheel,
        "account": account, "by_kernel": by_kernel, "handle": handle,
    }  # fmt: skip
    log = os.open(places.log, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        # Without the site's packages: the keeper needs none, starts sooner and stays smaller.
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", _MAIN, str(_ROOT), json.dumps(told)],
            cwd="/", env=clean_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            pass_fds=(handle,), check=True,
        )  # fmt: skip
    finally:
        os.close(log)


def main() -> None:
    """In the new process: detach from whoever started us, then keep the server."""
    if os.fork() != 0:
        os._exit(0)  # so that the starter has no child to look after, and we none to answer to
    os.setsid()
    os.umask(0o077)
    told = json.loads(sys.argv[2])
    from kept.operations.postgres.keeper import Keeper  # here, because only this process needs it

    account = Account(*told["account"]) if told["account"] else None
    programs = Programs(Path(told["programs"]), told["from_wheel"])
    plan = Plan(Places(Path(told["home"])), programs, account, told["by_kernel"])
    Keeper(plan, told["handle"], log=sys.stderr.fileno()).keep()
