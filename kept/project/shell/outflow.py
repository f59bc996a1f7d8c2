"""Bytes on their way from a thread to the event loop, so that a slow reader never holds the thread."""

import asyncio
import os
import tempfile
from collections import deque
from concurrent.futures import Executor
from threading import Lock
from typing import IO

IN_MEMORY = 256 * 1024  # bytes of one answer; what its reader has not yet taken beyond that goes to disk
ON_DISK = 2 * 1024**3  # bytes of one answer; a page that runs on for longer is cut
PIECE = 128 * 1024  # bytes read back from disk at a time


class ReaderGone(Exception):
    """Nobody takes the answer any more; whoever writes it may stop."""


class Outflow:
    """One answer's bytes. A thread writes and ends; the loop takes; both may give up."""

    def __init__(self, loop: asyncio.AbstractEventLoop, disk: Executor) -> None:
        self._loop = loop
        self._disk = disk
        self._lock = Lock()
        self._memory: deque[bytes] = deque()
        self._held = 0
        self._spill: IO[bytes] | None = None
        self._spill_read = 0
        self._spill_written = 0
        self._ended = False
        self._cut = False
        self._gone = False
        self._told = False
        self._news = asyncio.Event()

    # In the thread

    def write(self, chunk: bytes) -> None:
        """Hand over some bytes. Raises `ReaderGone`, also when the reader leaves too much lying."""
        with self._lock:
            if self._gone:
                raise ReaderGone
            if self._spill is None and self._held + len(chunk) <= IN_MEMORY:
                self._memory.append(chunk)
                self._held += len(chunk)
            else:
                self._write_to_disk(chunk)
        self._tell()

    def end(self, *, cut: bool = False) -> None:
        """Nothing comes any more; `cut` when the answer is not whole."""
        with self._lock:
            self._ended = True
            self._cut = cut
        self._tell()

    def _write_to_disk(self, chunk: bytes) -> None:
        if self._spill is None:
            self._spill = tempfile.TemporaryFile(prefix="kept-answer-")  # noqa: SIM115 - outlives us
            self._spill_read = self._spill_written = 0
        if self._spill_written + len(chunk) > ON_DISK:
            self._cut = self._ended = True
            raise ReaderGone
        view = memoryview(chunk)
        while view:
            written = os.pwrite(self._spill.fileno(), view, self._spill_written)
            self._spill_written += written
            view = view[written:]

    def _tell(self) -> None:
        with self._lock:
            if self._told or self._gone:
                return
            self._told = True
        self._loop.call_soon_threadsafe(self._news.set)

    # In the loop

    async def take(self) -> bytes | None:
        """The next bytes; None at the end. Raises `ReaderGone` when the answer was cut."""
        while True:
            with self._lock:
                self._told = False
                self._news.clear()
                if self._memory:
                    return self._take_from_memory()
                spill, at, end = self._spill, self._spill_read, self._spill_written
                if spill is None and self._ended:
                    if self._cut:
                        raise ReaderGone
                    return None
            if spill is not None:
                return await self._take_from_disk(spill, at, end)
            await self._news.wait()

    def _take_from_memory(self) -> bytes:
        pieces = b"".join(self._memory)
        self._memory.clear()
        self._held = 0
        return pieces

    async def _take_from_disk(self, spill: IO[bytes], at: int, end: int) -> bytes:
        piece = await self._loop.run_in_executor(
            self._disk, os.pread, spill.fileno(), min(PIECE, end - at), at
        )
        with self._lock:
            self._spill_read += len(piece)
            if self._spill_read == self._spill_written:
                spill.close()  # caught up: back to memory
                self._spill = None
        return piece

    def abandon(self) -> None:
        """The reader is gone or served: let the thread know, and free what lies here."""
        with self._lock:
            self._gone = True
            self._memory.clear()
            if self._spill is not None:
                self._spill.close()
                self._spill = None
