"""The demo's three weeks: every act at its time, mails in small batches, and the clock between them."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kept.channels.mail.intake import Incoming, Unread, read, take_in
from kept.handling.presuming import presume
from kept.handling.quieting import settle_quiet
from kept.handling.receive import Receipt, receive
from kept.operations.demo.leaving import Leaving
from kept.operations.demo.letters import GATE
from kept.operations.reactions import REACTIONS
from kept.operations.stories.coming import coming
from kept.operations.working.reacting import react
from kept.promises.clock import sweep
from kept.search.catching_up import catch_up

#: Mails that come within this time are taken in together, as a listener does.
TOGETHER = timedelta(minutes=10)
#: How soon the clock notices.
SOON = timedelta(seconds=1)

Make = Callable[[], Incoming]
Then = Callable[[Receipt, datetime], None]


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    at: datetime
    number: int
    act: Callable[[datetime], None] | None = field(compare=False, default=None)
    mail: tuple[Make, Then] | None = field(compare=False, default=None)


class Timeline:
    """Acts and mails in the order of their time; playing them moves the desk from then to now."""

    def __init__(self, leaving: Leaving) -> None:
        self._leaving = leaving
        self._entries: list[_Entry] = []
        self._numbers = itertools.count()
        self._last: datetime | None = None

    def add(self, at: datetime, act: Callable[[datetime], None]) -> None:
        """Something is done at this time."""
        heapq.heappush(self._entries, _Entry(at, next(self._numbers), act=act))

    def add_mail(self, at: datetime, make: Make, then: Then) -> None:
        """A mail comes in; it is made when its time has come, and `then` is told what became of it."""
        heapq.heappush(self._entries, _Entry(at, next(self._numbers), mail=(make, then)))

    def play(self, now: datetime, tell: Callable[[datetime], None]) -> None:
        """Play everything up to `now`; `tell` hears where it is."""
        while self._entries and self._entries[0].at <= now:
            entry = heapq.heappop(self._entries)
            self._clock(entry.at)
            if entry.mail is not None:
                self._take_in([entry, *self._next_mails(entry.at, now)])
            elif entry.act is not None:
                entry.act(entry.at)
            if self._last is None or entry.at.date() != self._last.date():
                settle_quiet(now=entry.at)
            self._last = entry.at
            tell(entry.at)
        self._clock(now)
        while catch_up(now=now):
            continue

    def _next_mails(self, since: datetime, now: datetime) -> list[_Entry]:
        found = []
        while (
            self._entries
            and self._entries[0].mail is not None
            and self._entries[0].at <= min(since + TOGETHER, now)
        ):
            found.append(heapq.heappop(self._entries))
        return found

    def _take_in(self, entries: list[_Entry]) -> None:
        at = entries[-1].at
        self._clock(at)
        made = [(entry.mail[0](), entry.mail[1]) for entry in entries if entry.mail is not None]
        items = [(read(incoming), then) for incoming, then in made]
        readable = [(item, then) for item, then in items if not isinstance(item, Unread)]
        for (_, then), receipt in zip(readable, receive([item for item, _ in readable], now=at), strict=True):
            then(receipt, at)
        unread = [item for item, _ in items if isinstance(item, Unread)]
        if unread:
            take_in(unread, now=at)

    def _clock(self, until: datetime) -> None:
        """Everything that the worker would have done by then: send, presume, warn and break, react."""
        before: list[datetime] = []
        while found := (due := coming()).by(until):
            if found == before:
                raise RuntimeError(f"the clock does not get past {min(found)}")
            before, at = found, min(until, min(found) + SOON)
            if due.outbox and due.outbox <= at:
                self._leaving.send(at)
            if due.presuming and due.presuming <= at:
                while presume(now=at):
                    continue
            if due.promises and due.promises <= at:
                while sweep(now=at):
                    continue
            if due.reactions and due.reactions <= at:
                react(REACTIONS, now=at)


def incoming(raw: bytes, sender: str, to: str, at: datetime) -> Incoming:
    """A mail as our listener takes it from the server in front of it."""
    return Incoming(raw, sender, (to,), "203.0.113.25", at, "smtp", believed=(GATE,))
