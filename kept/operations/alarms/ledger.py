"""Trouble with the ledger: a late checkpoint, chains that it could not follow, follow-ups that fail."""

from collections.abc import Iterator
from datetime import datetime

from kept.ledger.checkpoint import EVERY
from kept.ledger.models import Entry, Reaction
from kept.ledger.queries import last_checkpoint
from kept.operations.alarms.words import MOST, since
from kept.staff.alarms import Trouble
from kept.storage.fanning import fan_out

#: A checkpoint that is later than this by so many of its distances is overdue.
PATIENCE = 3 * EVERY
#: A follow-up that failed so often will hardly succeed by itself.
FAILED = 8


def troubles(*, now: datetime) -> Iterator[Trouble]:
    """What is wrong with the ledger and what follows from it now."""
    yield from _checkpoint(now)
    yield from _reactions()


def _checkpoint(now: datetime) -> Iterator[Trouble]:
    last = last_checkpoint()
    with fan_out("the newest entry of the ledger"):
        newest = Entry.objects.order_by("-pk").values_list("at", flat=True).first()
        oldest = Entry.objects.order_by("pk").values_list("at", flat=True).first() if last is None else None
    covered = last.at if last else oldest
    if newest is not None and covered is not None and min(newest, now) - covered > PATIENCE:
        told = f"since {since(covered)}" if last else "yet"
        yield Trouble(
            "ledger:checkpoint",
            f"No checkpoint of the ledger has been made {told}; what was added after it is not protected.",
            "See that a worker runs and that it may write to KEPT_ANCHORS; kept ledger checkpoint says what is wrong.",
        )
    if last is not None and last.held:
        chains = "One chain does" if last.held == 1 else f"{last.held} chains do"
        yield Trouble(
            "ledger:held",
            f"{chains} not follow from the checkpoint before: somebody changed the ledger.",
            "kept ledger verify names the first bad entry.",
        )


def _reactions() -> Iterator[Trouble]:
    with fan_out("follow-ups that fail"):
        failing = list(
            Reaction.objects.filter(attempts__gte=FAILED)
            .exclude(problem="")
            .order_by("due_at")
            .values_list("problem", flat=True)[:MOST]
        )
    if failing:
        count = "One thing" if len(failing) == 1 else f"{len(failing)} things"
        yield Trouble(
            "reactions",
            f"{count} that should follow from what happened fail again and again: {failing[0][:200]}",
            "The worker's log says more. They are tried again for as long as it takes.",
        )
