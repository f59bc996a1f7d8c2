"""`kept doctor`: everything that a running desk needs, looked at one by one."""

import os
from collections.abc import Callable, Iterator

from kept.operations.doctor.finding import Finding, State, bad
from kept.project.environment import Environment
from kept.refusal import Refusal

__all__ = ["Finding", "State", "examine"]

#: Called with words about what is being looked at.
Progress = Callable[[str], None]


def examine(*, deep: bool = False, progress: Progress = lambda _words: None) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at says why. `deep` reads whole tables and the whole ledger.

    Changes nothing, but starts a database of the desk's own that does not run, for as long as it looks.
    """
    from kept.operations.doctor import home, processes, settings
    from kept.operations.postgres import resolve

    environment, findings = settings.look(os.environ)
    yield from findings
    if environment is None:
        return
    yield from home.look(environment)
    target = resolve(os.environ, environment.home)
    phase = target.server.status().phase if target.server else ""
    if phase == "absent":
        yield bad(
            "database",
            f"There is no database in {environment.home} yet.",
            "The first start makes it: kept serve.",
        )
        yield from processes.look(environment)
        return
    try:
        with target.use():
            yield from _with_database(
                environment, was_running=phase != "stopped", deep=deep, progress=progress
            )
    except Refusal as refusal:
        yield bad("database", refusal.sentence, refusal.remedy)
        yield from processes.look(environment)


def _with_database(
    environment: Environment, *, was_running: bool, deep: bool, progress: Progress
) -> Iterator[Finding]:
    from kept.operations.cli.running import set_up_django, take_clock
    from kept.operations.doctor import processes

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    fresh = set_up_django()
    from kept.clock import now as clock
    from kept.operations.cli.database_words import in_words
    from kept.operations.doctor import (
        company,
        database,
        directories,
        files,
        ledger,
        mail,
        search,
        summaries,
        worker,
    )

    usable = False
    with in_words():
        if fresh:
            take_clock(environment.home)
        for finding in database.look(running=was_running):
            usable = usable or (finding.check == "migrations" and finding.state is not State.BAD)
            yield finding
    yield from processes.look(environment)
    if not usable:
        return
    now = clock()
    with in_words():
        yield from worker.look(now=now)
        yield from company.look()
        yield from files.look()
        yield from mail.look(now=now)
        yield from ledger.look(deep=deep, progress=progress)
        yield from summaries.look(deep=deep, progress=progress)
        yield from directories.look(deep=deep, progress=progress)
        yield from search.look(deep=deep, progress=progress)
