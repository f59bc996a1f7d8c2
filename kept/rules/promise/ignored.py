"""Who is being ignored: the one definition, over the facts of one customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class InboundContact:
    """A contact of the customer, and whether anything of ours covers it."""

    contact_id: int
    at: datetime
    has_promise: bool
    """Its own promise or the case's, in whatever state."""
    has_reason: bool
    """A recorded reason for needing none."""


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise of ours that is broken and still owed, and when something was last done towards it."""

    promise_id: int
    broken_at: datetime
    last_done_at: datetime | None
    """The last attempt at it, or word to him about it."""

    def idle_since(self) -> datetime:
        """Since when nothing has been done; what was done before it broke does not count."""
        return self.broken_at if self.last_done_at is None else max(self.broken_at, self.last_done_at)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Why the customer counts as ignored: contacts that nobody took, promises that nobody works at."""

    contacts: tuple[int, ...]
    promises: tuple[int, ...]
    since: datetime | None
    """Of the oldest: the contact's arrival, or the moment since which nothing was done."""

    def __bool__(self) -> bool:
        return bool(self.contacts or self.promises)


def ignored(
    contacts: Iterable[InboundContact], broken: Iterable[BrokenPromise], *, grace: timedelta, now: datetime
) -> Ignored:
    """What makes the customer ignored at `now`; falsy when nothing does.

    A contact with neither promise nor reason, at once. A broken promise, when nothing was done towards it for
    longer than the grace: an attempt buys one grace, not the end of the matter.
    """
    untaken = [each for each in contacts if not each.has_promise and not each.has_reason]
    idle = [each for each in broken if now - each.idle_since() > grace]
    moments = [each.at for each in untaken] + [each.idle_since() for each in idle]
    return Ignored(
        contacts=tuple(each.contact_id for each in untaken),
        promises=tuple(each.promise_id for each in idle),
        since=min(moments, default=None),
    )
