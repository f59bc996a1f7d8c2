"""The round of telling: take what is due, send it, and note how it went. Any number of workers share it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from kept.contacts.hold import desk_held
from kept.operations.telling.browsers import tell_browser
from kept.operations.telling.letters import tell_by_mail
from kept.operations.telling.outcome import Outcome, Result
from kept.operations.telling.reaching import Door
from kept.staff.telling import Telling

log = structlog.get_logger(__name__)

BATCH = 50
#: A worker that dies in the middle holds its rows for so long.
HELD_FOR = timedelta(minutes=5)
#: Waits between tries; after the last one it stays at the desk alone.
AGAIN = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6),
)  # fmt: skip
#: News of yesterday is read at the desk.
STALE = timedelta(hours=24)


def tell_due(*, now: datetime, door: Door | None = None) -> int:
    """Tell everything that is due; returns how many notices left or were given up."""
    if desk_held():
        return 0
    taken = _take(now)
    wanted = [row for row in taken if _still_wanted(row, now)]
    _done(row for row in taken if row not in wanted)
    finished = len(taken) - len(wanted)
    mails: dict[int, list[Telling]] = defaultdict(list)
    for row in wanted:
        if row.way == Telling.MAIL:
            mails[row.agent_id].append(row)
        else:
            finished += _note([row], tell_browser(row, door=door or Door(), now=now), now)
    for rows in mails.values():
        finished += _note(rows, tell_by_mail(rows), now)
    return finished


@transaction.atomic
def _take(now: datetime) -> list[Telling]:
    rows = list(
        Telling.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(due_at__lte=now)
        .select_related("notice", "agent", "subscription")
        .order_by("due_at", "pk")[:BATCH]
    )
    Telling.objects.filter(pk__in=[row.pk for row in rows]).update(
        due_at=now + HELD_FOR, attempts=F("attempts") + 1
    )
    for row in rows:
        row.attempts += 1
    return rows


def _still_wanted(row: Telling, now: datetime) -> bool:
    """Not what was read at the desk meanwhile, not what is stale, not for who has left."""
    read = row.notice.read_at is not None and row.notice.read_at > row.noticed_at
    return row.agent.is_active and not read and now - row.noticed_at < STALE


def _note(rows: list[Telling], result: Result, now: datetime) -> int:
    if result.outcome is not Outcome.AGAIN:
        if result.outcome is Outcome.REFUSED:
            log.warning("a notice stays at the desk alone", way=rows[0].way, why=result.words)
        _done(rows)
        return len(rows)
    given_up = [row for row in rows if row.attempts > len(AGAIN)]
    _done(given_up)
    for row in rows:
        if row.attempts <= len(AGAIN):
            wait = max(AGAIN[row.attempts - 1], timedelta(seconds=result.seconds))
            _same(row).update(due_at=now + wait, problem=result.words[:300])
    return len(given_up)


def _done(rows: Iterable[Telling]) -> None:
    for row in rows:
        _same(row).delete()


def _same(row: Telling) -> QuerySet[Telling]:
    """The row as it was taken: if the same thing happened again meanwhile, it goes again."""
    return Telling.objects.filter(pk=row.pk, noticed_at=row.noticed_at, attempts=row.attempts)
