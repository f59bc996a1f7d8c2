"""Restoring a desk: alone with the database, from pouring the backup in until the desk is held and every chain
says so."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import psycopg

from kept.operations.backup import restore
from kept.operations.backup_files import encloses
from kept.operations.migrate import LOCK, as_owner, migrate_alone
from kept.operations.postgres import resolve
from kept.operations.postgres.dumping import Progress
from kept.project.environment import read
from kept.refusal import Refusal

WHY = "This desk was restored from a backup; what is waiting may have been sent already."

#: Chains marked in one transaction.
BATCH = 500

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
"""


class NoFolder(Refusal):
    """The backup's files have no folder to go to."""

    code = "no_folder"


class DeskRuns(Refusal):
    """Somebody uses the database; a desk that runs would send what the backup has waiting."""

    code = "desk_runs"


@dataclass(frozen=True, slots=True)
class Done:
    """A restored and held desk. `files` None: the backup held the database alone."""

    files: int | None
    missing: int
    chains: int
    waiting: int
    since: datetime
    why: str


def restore_desk(file: Path, *, force: bool, progress: Progress) -> Done:
    """Restore, bring up to date, hold, mark. For a process of its own: it becomes the tables' owner.

    Nobody can begin to serve in between. Raises `DeskRuns` and what `operations.backup.restore` raises; cut short
    after the pouring, it is simply done again.
    """
    environment = read(os.environ)
    target = resolve(os.environ, environment.home)
    if environment.files.folder is None and encloses(file):
        raise NoFolder(
            "This backup holds files, and KEPT_FILES names an S3 store, into which they are not written from here.",
            remedy="Restore with KEPT_FILES naming a folder, and copy it into the S3 store before the desk starts.",
        )
    with target.use() as urls, _alone(urls.owner):
        enclosed = restore(target, file, files=environment.files.folder, force=force, progress=progress)
        role = as_owner()
        import django  # here, because settings read the role that is set above

        django.setup()
        migrate_alone(role)
        with file.open("rb") as opened:
            digest = file_digest(opened, "sha256").digest()
        return hold_and_mark(digest, enclosed.count if enclosed else None)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """The lock under which desks start, held by a session of ours; refused while anybody else is connected."""
    with psycopg.connect(url, autocommit=True) as session:
        locked = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        others = session.execute(_OTHERS).fetchone()
        if not locked or not locked[0] or not others or others[0]:
            raise DeskRuns(
                "The database is in use, perhaps by a desk that runs.",
                remedy="Stop the desk (kept serve, web, worker, mail) first, and restore again.",
            )
        yield


def hold_and_mark(digest: bytes, files: int | None) -> Done:
    """Hold the desk, and put onto every chain that it was restored from the file with this SHA-256."""
    from kept.clock import now as clock
    from kept.contacts.hold import hold_desk, open_hold
    from kept.operations.cli.outbox import count_waiting

    now = clock()
    hold_desk(WHY, now=now)
    hold = open_hold()
    assert hold is not None
    chains = mark_chains(hold.pk, digest, now=now)
    return Done(files, count_missing(), chains, count_waiting(), hold.since, hold.why)


def count_missing() -> int:
    """How many stored attachments have no file in the store, which a backup of the database alone leaves out."""
    from kept.contacts.files import name_of, store
    from kept.contacts.models import Attachment
    from kept.storage.fanning import fan_out

    with fan_out("stored attachments of a restored desk"):
        rows = Attachment.objects.filter(stored_at__isnull=False).only("customer_id", "sha256")
        return sum(not store().exists(name_of(row)) for row in rows.iterator(chunk_size=2000))


def mark_chains(hold: int, digest: bytes, *, now: datetime) -> int:
    """One entry on every chain, batch by batch; returns how many chains there are."""
    from django.db import transaction

    from kept.contacts.facts import DeskRestored
    from kept.ledger.actor import SETUP
    from kept.ledger.models import COMPANY, Head
    from kept.ledger.record import record_all
    from kept.storage.fanning import fan_out

    fact = DeskRestored(hold, digest)
    last, marked = COMPANY - 1, 0
    while True:
        with fan_out("chains of a restored desk"):
            rows = Head.objects.filter(customer_id__gt=last).order_by("customer_id")
            customers = list(rows.values_list("customer_id", flat=True)[:BATCH])
        if not customers:
            return marked
        with transaction.atomic():
            record_all([(customer, None, fact, SETUP) for customer in customers], now=now)
        marked += len(customers)
        last = customers[-1]
