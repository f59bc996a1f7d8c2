"""Signed checkpoints: all chain heads, outside the database, so that who owns the database cannot rewrite it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.db import connection, transaction

from kept.ledger.actor import CLOCK, Actor
from kept.ledger.anchors import Anchors, Unsound, own_anchors
from kept.ledger.extend import Extending
from kept.ledger.models import COMPANY, Anchor
from kept.ledger.queries import known_checkpoints
from kept.ledger.record import record
from kept.ledger.statement import AFRESH, EXTENDS, Statement, claims_in
from kept.ledger.streams import total
from kept.ledger.walk import Finding
from kept.refusal import Refusal
from kept.storage.rows import draw_id

#: How often a checkpoint is made, when there is something new.
EVERY = timedelta(hours=1)

#: One checkpoint at a time, whoever makes it. Any constant of our own will do.
_LOCK = 0x6B706370


class CannotExtend(Refusal):
    """The checkpoint before is not there as it was, so that a new one would hide what it says."""

    code = "checkpoint_cannot_extend"


class NowhereToWrite(Refusal):
    """The folder of checkpoints cannot be written to."""

    code = "anchors_not_writable"


@dataclass(frozen=True, slots=True)
class CheckpointMade:
    """A checkpoint left the database; stands on the company's chain."""

    kind: ClassVar[str] = "ledger.checkpoint"
    number: int
    chains: int
    entries: int
    held: int
    digest: bytes
    key: str


@dataclass(frozen=True, slots=True)
class Made:
    """A checkpoint that was made, and what was found wrong on the way (the first hundred of `found`)."""

    statement: Statement
    place: Path
    findings: tuple[Finding, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Due:
    """Whether a checkpoint is due, and why or why not, in a sentence."""

    due: bool
    sentence: str

    def __bool__(self) -> bool:
        return self.due


def checkpoint_if_due(now: datetime) -> Made | None:
    """Make a checkpoint when one is due; None when it is not, or when another process just made it."""
    return _make(own_anchors(), by=CLOCK, now=now, unless_made=True) if checkpoint_due(now) else None


def checkpoint_due(now: datetime, *, anchors: Anchors | None = None) -> Due:
    """Once an hour, if anything but the last checkpoint's own entry was added."""
    anchors = anchors or own_anchors()
    newest = anchors.newest()
    if newest is None:
        return Due(True, "No checkpoint has been made yet.")
    try:  # the signed file, and not the database, which somebody could have made to say that all is done
        last = anchors.read(newest)
    except Unsound as problem:
        return Due(True, f"A checkpoint is due, and cannot be made: {problem}")
    if last.at <= now < last.at + EVERY:
        return Due(False, f"Checkpoint {newest} is less than an hour old.")
    added = total() - last.entries - 1
    if not added:
        return Due(False, f"Nothing was added to the ledger since checkpoint {newest}.")
    if added == 1:
        return Due(True, f"One entry was added to the ledger since checkpoint {newest}.")
    return Due(True, f"{added} entries were added to the ledger since checkpoint {newest}.")


def make_checkpoint(
    *, by: Actor, now: datetime, anchors: Anchors | None = None, afresh: bool = False
) -> Made:
    """Sign all chain heads, each followed from what the previous checkpoint claims of its chain.

    A chain that does not follow keeps its earlier claim, so that no later checkpoint covers up what was changed.
    `afresh` sets all earlier checkpoints aside: after a restore, or when their files are lost for good.
    Raises `CannotExtend`, `NowhereToWrite`, `BadKey`.
    """
    made = _make(anchors or own_anchors(), by=by, now=now, afresh=afresh)
    assert made is not None  # it was wanted whatever the time
    return made


def _make(
    anchors: Anchors,
    *,
    by: Actor,
    now: datetime,
    afresh: bool = False,
    unless_made: bool = False,
) -> Made | None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            if unless_made and not checkpoint_due(now, anchors=anchors):
                return None
            made = _write(anchors, now, afresh)
    except OSError as problem:
        raise NowhereToWrite(
            f"The checkpoint could not be written: {problem.filename or anchors.folder}: {problem.strerror}.",
            remedy="Make room or give the desk the right to write there, or set KEPT_ANCHORS to another folder.",
        ) from problem
    _tell(made, by, now)
    return made


def _write(anchors: Anchors, now: datetime, afresh: bool) -> Made:
    """The files of the next checkpoint; nothing in the database is changed."""
    known = known_checkpoints()
    last = max([anchors.newest() or 0, *known])
    previous = known.get(last) or anchors.raw_digest(last)
    before = None if afresh or not last else _previous(anchors, last, previous)
    extending = Extending(claims_in(anchors.heads(before)) if before else None, last)
    signs = anchors.keys.current()

    def state(chains: int, entries: int, heads: bytes) -> Statement:
        begins = EXTENDS if before else AFRESH
        return Statement(
            anchors.desk, last + 1, now, previous, begins, chains, entries, extending.held, heads, signs
        )

    statement = anchors.write(extending.claims(), state)
    return Made(statement, anchors.path(last + 1), tuple(extending.findings), extending.found)


def _previous(anchors: Anchors, last: int, digest: bytes) -> Statement:
    """The checkpoint that the next one extends; the database, if it tells of it, knows it by this digest."""
    try:
        before = anchors.read(last)
        anchors.heads(before)
    except Unsound as problem:
        raise CannotExtend(f"{problem} No new one can be made after it.", remedy=_REMEDY) from None
    if before.digest() != digest:
        raise CannotExtend(
            f"Checkpoint {last} is not the one that the database tells of. No new one can be made after it.",
            remedy=_REMEDY,
        )
    return before


_REMEDY = (
    "Bring its files back into the folder. If they are lost for good, or the database was restored from a backup, "
    "an admin begins afresh: kept ledger checkpoint --afresh."
)


@transaction.atomic
def _tell(made: Made, by: Actor, now: datetime) -> None:
    """Note the checkpoint in the database. A crash before leaves a checkpoint that only its files tell of."""
    statement = made.statement
    Anchor.objects.create(
        id=draw_id(Anchor),
        number=statement.number,
        at=now,
        chains=statement.chains,
        digest=statement.digest(),
        place=str(made.place),
    )
    fact = CheckpointMade(
        statement.number,
        statement.chains,
        statement.entries,
        statement.held,
        statement.digest(),
        statement.key,
    )
    record(fact, customer=COMPANY, by=by, now=now)
