"""One open page: what it has still to be told, without doubles and without end."""

import asyncio

from kept.faces.live.events import AGAIN, Event
from kept.faces.live.viewer import Viewer

MOST = 64  # events that wait for one page; beyond that it is cheaper to read everything again


class Reader:
    """The queue of one open page. All of it runs in the event loop."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.ended = False
        self._waiting: dict[Event, None] = {}  # ordered, and the same change waits only once
        self._again = False
        self._news = asyncio.Event()

    def tell(self, event: Event) -> None:
        """Queue an event if it is for this viewer; too many become one "read again"."""
        if self._again or not self.viewer.may_hear(event):
            return
        if len(self._waiting) >= MOST and event not in self._waiting:
            self.tell_again()
            return
        self._waiting[event] = None
        self._news.set()

    def tell_again(self) -> None:
        """Something may have been missed: the page reads all it shows."""
        self._waiting.clear()
        self._again = True
        self._news.set()

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True
        self._news.set()

    async def news(self, timeout: float) -> bytes:
        """All that waits, as one piece of the stream; empty after `timeout` seconds, or at the end."""
        try:
            async with asyncio.timeout(timeout):
                await self._news.wait()
        except TimeoutError:
            return b""
        self._news.clear()
        if self.ended:
            return b""
        if self._again:
            self._again = False
            return AGAIN
        told = b"".join(event.encoded() for event in self._waiting)
        self._waiting.clear()
        return told
