"""The way in for every mail, whichever door it came by: read, stored with its result, or quarantined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction

from kept.channels.mail.database import is_away, is_clash
from kept.channels.mail.marks import desk_mark
from kept.channels.mail.plus import note_arrival
from kept.channels.mail.reading import Unreadable, read_mail
from kept.handling.arrival import Arrival
from kept.handling.quarantine import quarantine
from kept.handling.receive import receive
from kept.handling.set_apart import known_bytes, machines_apart

log = structlog.get_logger(__name__)

#: How often a batch is tried when others' work was in the way.
_CLASHES = 3

#: Ends the source of a mail of which only a part was taken; it is never processed.
PARTIAL = ":part"


class Taken(StrEnum):
    """What became of a mail. Each is final for the one who handed it over."""

    STORED = "stored"
    DOUBLED = "doubled"  # it was here already
    NOTED = "noted"  # our own test mail: what it shows is written down
    QUARANTINED = "quarantined"  # stored raw, in sight of agents


#: How `receive` says it.
_HOW = {"stored": Taken.STORED, "double": Taken.DOUBLED, "apart": Taken.QUARANTINED}


class TryLater(Exception):
    """The database is away or full: nothing was stored, and the mail has to be handed over again."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as a door took it. With a `problem` it goes to quarantine without being read."""

    raw: bytes
    envelope_from: str
    envelope_to: tuple[str, ...]
    peer: str
    received_at: datetime
    source: str
    problem: str = ""
    believed: tuple[str, ...] = ()  # servers whose Authentication-Results count


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that could not be read, and why."""

    incoming: Incoming
    reason: str


def read(incoming: Incoming) -> Arrival | Unread:
    """Read a mail; never raises for the mail's sake."""
    if incoming.problem:
        return Unread(incoming, incoming.problem)
    try:
        return read_mail(
            incoming.raw,
            envelope_from=incoming.envelope_from,
            envelope_to=incoming.envelope_to,
            peer=incoming.peer,
            received_at=incoming.received_at,
            source=incoming.source,
            own_mark=desk_mark(),
            trusted_authserv=incoming.believed,
        )
    except Unreadable as unreadable:
        return Unread(incoming, str(unreadable))
    except Exception as mistake:  # Strangers write these bytes: no mistake of our reader may lose a mail.
        log.exception("reading a mail failed", source=incoming.source, size=len(incoming.raw))
        return Unread(incoming, f"Reading it failed: {type(mistake).__name__}: {mistake}")


def take_in(
    items: Sequence[Arrival | Unread],
    *,
    now: datetime,
    silent: bool = False,
    beside: Callable[[], None] | None = None,
) -> list[Taken]:
    """Store mails with their results, in one transaction if possible; `beside` writes in it too.

    A batch that fails is stored one by one; a mail that fails alone is quarantined. Raises TryLater, with
    nothing stored of the mails that are still to come, when the database cannot take anything.
    """
    try:
        return _patiently(lambda: _store(items, now=now, silent=silent, beside=beside))
    except TryLater:
        raise
    except (
        Exception
    ):  # Whatever one mail does to us, the others are stored; none is lost, as each is tried alone.
        log.exception("storing a batch of mails failed; one by one", mails=len(items))
    taken = [_alone(item, now=now, silent=silent) for item in items]
    if beside is not None:
        with transaction.atomic():
            beside()
    return taken


def _alone(item: Arrival | Unread, *, now: datetime, silent: bool) -> Taken:
    try:
        return _patiently(lambda: _store([item], now=now, silent=silent, beside=None))[0]
    except TryLater:
        raise
    except (
        Exception
    ) as mistake:  # The mail is kept raw, in sight, and tried again: see kept.handling.quarantine.
        log.exception("storing a mail failed; quarantined")
        reason = f"Processing it failed: {type(mistake).__name__}: {mistake}"
    incoming = item.incoming if isinstance(item, Unread) else _incoming(item)
    return _patiently(lambda: _store([Unread(incoming, reason)], now=now, silent=silent, beside=None))[0]


def _store(
    items: Sequence[Arrival | Unread], *, now: datetime, silent: bool, beside: Callable[[], None] | None
) -> list[Taken]:
    with transaction.atomic():
        taken = [Taken.NOTED if note_arrival(_addresses(item), now=now) else None for item in items]
        arrivals = [
            i for i, known in zip(items, taken, strict=True) if known is None and isinstance(i, Arrival)
        ]
        # The same bytes of a machine by another door: set apart already, and told nobody anew.
        before = machines_apart([arrival.sha256 for arrival in arrivals if arrival.machine])
        receipts = iter(receive(arrivals, now=now, silent=silent) if arrivals else [])
        result = []
        for item, known in zip(items, taken, strict=True):
            if known is not None:
                result.append(known)
            elif isinstance(item, Arrival):
                how = _HOW[next(receipts).how]
                again = how is Taken.QUARANTINED and item.sha256 in before
                result.append(Taken.DOUBLED if again else how)
            else:
                result.append(_set_aside(item, now=now))
        if beside is not None:
            beside()
    return result


def _set_aside(item: Unread, *, now: datetime) -> Taken:
    mail = item.incoming
    if known_bytes(mail.raw, mail.envelope_to) is not None:
        return Taken.DOUBLED
    quarantine(
        mail.raw,
        channel="mail",
        source=mail.source,
        envelope_from=mail.envelope_from,
        envelope_to=mail.envelope_to,
        peer=mail.peer,
        received_at=mail.received_at,
        reason=item.reason,
        now=now,
    )
    return Taken.QUARANTINED


def _addresses(item: Arrival | Unread) -> tuple[str, ...]:
    return item.envelope_to if isinstance(item, Arrival) else item.incoming.envelope_to


def _patiently(store: Callable[[], list[Taken]]) -> list[Taken]:
    """Store; again at once when others were in the way; TryLater when the database is away."""
    for left in reversed(range(_CLASHES)):
        try:
            return store()
        except (DatabaseError, InterfaceError) as failure:
            if is_away(failure):
                connection.close()
                raise TryLater(str(failure).strip() or type(failure).__name__) from failure
            if not is_clash(failure):
                raise
            if not left:
                raise TryLater("Others kept the database busy.") from failure
    raise AssertionError("the loop returns or raises")


def _incoming(arrival: Arrival) -> Incoming:
    return Incoming(
        arrival.raw,
        arrival.envelope_from,
        arrival.envelope_to,
        arrival.peer,
        arrival.received_at,
        arrival.source,
    )
