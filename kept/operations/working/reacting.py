"""Doing what follows: reactions are claimed, done and deleted; a failing one is tried again, later and later."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from kept.ledger.models import Entry, Reaction
from kept.storage.claim import Queue

log = structlog.get_logger(__name__)

#: What is done in batches of its own: the index `ledger_reaction_others` leaves it out.
IN_BATCHES = "search"

REACTIONS: Queue[Reaction] = Queue(
    "reactions", Reaction, lambda now: Q(due_at__lte=now) & ~Q(name=IN_BATCHES), "due_at"
)

#: A reaction that says "later" is asked again, at most until its entry is this old.
PATIENCE = timedelta(hours=1)

Handler = Callable[[Entry, datetime], bool]


def react(handlers: Mapping[str, Handler], *, now: datetime, slice_of: tuple[int, int] = (0, 1)) -> int:
    """Do the reactions that are due; returns how many were looked at.

    A handler returns True when done and False for "later". One that raises is tried again with growing distance
    and never dropped.
    """
    looked_at = 0
    for customer_id, reaction_id in REACTIONS.candidates(now=now, slice_of=slice_of):
        looked_at += 1
        try:
            with transaction.atomic():
                _one(handlers, customer_id, reaction_id, now)
        except Exception as problem:  # whatever went wrong: the reaction stays, with the reason, for later
            log.exception("reaction failed", reaction=reaction_id)
            _later(customer_id, reaction_id, str(problem), now)
    return looked_at


def _one(handlers: Mapping[str, Handler], customer_id: int, reaction_id: int, now: datetime) -> None:
    reaction = REACTIONS.claim(customer_id, reaction_id, now=now)
    if reaction is None:
        return
    entry = Entry.objects.get(customer_id=customer_id, pk=reaction.entry_id)
    done = handlers[reaction.name](entry, now)
    rows = Reaction.objects.filter(customer_id=customer_id, pk=reaction_id)
    if done or entry.at + PATIENCE < now:
        rows.delete()
    else:
        rows.update(attempts=reaction.attempts + 1, due_at=now + _distance(reaction.attempts))


@transaction.atomic
def _later(customer_id: int, reaction_id: int, problem: str, now: datetime) -> None:
    reaction = REACTIONS.claim(customer_id, reaction_id, now=now)
    if reaction is not None:
        Reaction.objects.filter(customer_id=customer_id, pk=reaction_id).update(
            attempts=reaction.attempts + 1,
            due_at=now + _distance(reaction.attempts),
            problem=problem.replace("\x00", "")[:2000],  # PostgreSQL takes no NUL in a text
        )


def _distance(attempts: int) -> timedelta:
    return min(timedelta(seconds=2) * 2 ** min(attempts, 20), timedelta(hours=1))
