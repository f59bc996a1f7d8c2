"""The one thread that stores: takes whatever waits, up to a batch, in one transaction, and answers."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

Item = TypeVar("Item")

#: Messages in one transaction, and bytes that end a batch early.
BATCH = 20
BATCH_BYTES = 32 * 2**20
#: Messages and bytes that may wait; beyond that senders are asked to come again.
WAITING = 400
WAITING_BYTES = 64 * 2**20


@dataclass(slots=True)
class Entry(Generic[Item]):
    """One item on its way: what it is, how much it holds, and whom to tell."""

    item: Item
    size: int
    done: Callable[[str], None]


class Writer(Generic[Item]):
    """A bounded queue and its thread. `store` gives one reply per item and never raises for an item's sake.

    `tell` carries the replies back to where the callbacks live (the event loop). `between` runs in the
    thread when it starts, between batches and at least every `pause` seconds, `after` when it ends. `died` is
    told when it ends by a mistake of ours.
    """

    def __init__(
        self,
        store: Callable[[Sequence[Item]], Sequence[str]],
        *,
        tell: Callable[[Callable[[], None]], object],
        between: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
        died: Callable[[], None] = lambda: None,
        pause: float = 1.0,
    ) -> None:
        self._store = store
        self._tell = tell
        self._between = between
        self._after = after
        self._died = died
        self._pause = pause
        self._waiting: deque[Entry[Item]] = deque()
        self._bytes = 0
        self._news = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="mail-writer", daemon=True)

    def start(self) -> None:
        """Begin to store."""
        self._thread.start()

    @property
    def full(self) -> bool:
        """Whether nothing more may wait."""
        return len(self._waiting) >= WAITING or self._bytes >= WAITING_BYTES

    def put(self, entry: Entry[Item]) -> None:
        """Let an item wait for the next batch."""
        with self._news:
            self._waiting.append(entry)
            self._bytes += entry.size
            self._news.notify()

    def finish(self, timeout: float) -> bool:
        """Store what waits, then end the thread; False when that took longer than `timeout` seconds."""
        with self._news:
            self._ending = True
            self._news.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._between()
            while (batch := self._next()) is not None:
                if batch:
                    replies = self._store([entry.item for entry in batch])
                    self._tell(partial(_answer, batch, replies))
                self._between()
        except BaseException:
            self._died()  # nobody would be answered any more: the process has to end and begin anew
            raise
        finally:
            self._after()

    def _next(self) -> list[Entry[Item]] | None:
        """What waits, at most a batch; empty when nothing came for a while; None at the end."""
        with self._news:
            if not self._waiting and not self._ending:
                self._news.wait(self._pause)
            if not self._waiting:
                return None if self._ending else []
            batch: list[Entry[Item]] = []
            size = 0
            while self._waiting and len(batch) < BATCH and size < BATCH_BYTES:
                batch.append(self._waiting.popleft())
                size += batch[-1].size
            self._bytes -= size
            return batch


def _answer(batch: Sequence[Entry[Item]], replies: Sequence[str]) -> None:
    for entry, reply in zip(batch, replies, strict=True):
        entry.done(reply)
