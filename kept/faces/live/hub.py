"""The hub of one web process: what the database tells, handed to the pages that are open here."""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta

from kept.clock import now
from kept.faces.live.events import Event, NotAnEvent, read_payload
from kept.faces.live.listening import Connect, Listener
from kept.faces.live.reader import Reader
from kept.faces.live.viewer import Viewer

log = logging.getLogger(__name__)

REMEMBERED = 512  # latest events, for pages that were drawn just before they began to listen
SKEW = timedelta(seconds=2)  # by which the clocks of two hosts may differ


class Hub:
    """Hands each event to every reader that may hear it. All of it runs in the event loop."""

    def __init__(self, connect: Connect) -> None:
        self.listener = Listener(connect, self.hear, self.missed)
        self._readers: set[Reader] = set()
        self._recent: deque[tuple[datetime, Event]] = deque(maxlen=REMEMBERED)
        self._whole_since: datetime | None = None  # nothing after this moment is missing from _recent
        self._listening: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to listen, in the running loop."""
        self._listening = asyncio.get_running_loop().create_task(self.listener.listen())

    def end(self) -> None:
        """End every stream; browsers come back by themselves."""
        for reader in self._readers:
            reader.end()

    async def close(self) -> None:
        """End every stream and stop listening."""
        self.end()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None

    def __len__(self) -> int:
        """How many pages are open."""
        return len(self._readers)

    def join(self, viewer: Viewer, *, drawn_at: datetime | None = None) -> Reader:
        """A new reader; it is told what has changed since its page was drawn, if that is known."""
        reader = Reader(viewer)
        self._readers.add(reader)
        if drawn_at is not None:
            self._catch_up(reader, drawn_at - SKEW)
        return reader

    def leave(self, reader: Reader) -> None:
        """The page is closed."""
        self._readers.discard(reader)

    def hear(self, payload: str) -> None:
        """A notification came."""
        try:
            event = read_payload(payload)
        except NotAnEvent as problem:
            log.warning("A notification for live pages cannot be read (%s): %.200r", problem, payload)
            return
        if len(self._recent) == self._recent.maxlen:
            self._whole_since = self._recent[0][0]
        self._recent.append((now(), event))
        for reader in self._readers:
            reader.tell(event)

    def missed(self) -> None:
        """Notifications may have been lost."""
        self._recent.clear()
        self._whole_since = now()
        for reader in self._readers:
            reader.tell_again()

    def _catch_up(self, reader: Reader, since: datetime) -> None:
        if self._whole_since is None or since < self._whole_since:
            reader.tell_again()
            return
        for at, event in self._recent:
            if at >= since:
                reader.tell(event)
