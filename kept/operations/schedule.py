"""What is done every so often: one table, and one row per task so that any number of workers share it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction

from kept.channels.mail.files import store_files
from kept.channels.mail.retrying import retry_quarantined
from kept.channels.mail.sending.asking import settle_plus
from kept.figures.neglect import note_neglect
from kept.figures.summing import sum_days
from kept.handling.leaving import hand_on_left
from kept.handling.quieting import settle_quiet
from kept.handling.standing_in import cover_absent, welcome_back
from kept.ledger.checkpoint import checkpoint_if_due
from kept.operations.alarms import look_for_trouble
from kept.operations.models import ScheduledTask
from kept.search.tidying import tidy

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do every `every`; `run` returns whether there is more to do at once."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def _until_done(step: Callable[..., int]) -> Callable[[datetime], object]:
    def run(now: datetime) -> int:
        done = 0
        while count := step(now=now):
            done += count
        return done

    return run


TASKS: tuple[Task, ...] = (
    Task("store files", timedelta(seconds=5), _until_done(store_files)),
    Task("retry quarantine", timedelta(seconds=20), lambda now: retry_quarantined(now)),
    Task("settle tests of plus addresses", timedelta(minutes=1), lambda now: settle_plus(now=now)),
    Task("look for trouble", timedelta(seconds=30), lambda now: look_for_trouble(now=now)),
    Task("welcome back", timedelta(minutes=1), lambda now: welcome_back(now=now)),
    Task("cover the absent", timedelta(minutes=1), _until_done(cover_absent)),
    Task("hand on what who left holds", timedelta(minutes=10), lambda now: hand_on_left(now=now)),
    Task("tidy the index of search", timedelta(minutes=1), lambda now: tidy(now=now)),
    Task("sum up days", timedelta(minutes=1), lambda now: sum_days(now=now)),
    Task("note who is ignored", timedelta(minutes=1), lambda now: note_neglect(now=now)),
    Task("settle quiet cases", timedelta(hours=1), _until_done(settle_quiet)),
)

#: What can take minutes, in a loop of its own: the first checkpoint reads the whole ledger, and nothing waits for it.
SLOW: tuple[Task, ...] = (
    Task("ledger checkpoint", timedelta(minutes=10), lambda now: checkpoint_if_due(now)),
)


def run_due(*, now: datetime, tasks: tuple[Task, ...] = TASKS) -> int:
    """Run the tasks whose time has come and that no other worker is running; returns how many."""
    ran = 0
    for task in tasks:
        try:
            ran += _run(task, now)
        except (OperationalError, InterfaceError):
            raise  # the database is away: nothing else can run either
        except (
            Exception
        ):  # A task that fails (a file store that is away) must not keep the others from running.
            log.exception("a task failed; it runs again in its time", task=task.name)
    return ran


def _run(task: Task, now: datetime) -> bool:
    with transaction.atomic():
        ScheduledTask.objects.get_or_create(name=task.name, defaults={"last_at": now - task.every})
        row = (
            ScheduledTask.objects.select_for_update(skip_locked=True)
            .filter(name=task.name, last_at__lte=now - task.every)
            .first()
        )
        if row is None:
            return False
        ScheduledTask.objects.filter(name=task.name).update(last_at=now, runs=row.runs + 1)
    task.run(now)
    return True
