"""One request through Django: the work in a thread of the pool, the sending in the event loop."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from threading import BoundedSemaphore
from typing import Any

from kept.project.shell.exchange import Exchange, Head, Started
from kept.project.shell.filing import FileToStream
from kept.project.shell.outflow import ReaderGone
from kept.project.shell.pages import BUSY, page_for_problem, send_page
from kept.project.shell.protocol import Receive, Send

log = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

TOGETHER = 64 * 1024  # bytes of an answer of known length that are sent as one
STALLED = 300.0  # seconds in which a reader takes nothing, after which he is dropped
WAITING = 512  # requests at most that wait for a thread or hold one


class Answering:
    """Runs a WSGI application. `pool` holds its threads, `disk` reads and writes files for the loop."""

    def __init__(self, wsgi: Wsgi, pool: Executor, disk: Executor) -> None:
        self._wsgi = wsgi
        self._pool = pool
        self._disk = disk
        self._places = BoundedSemaphore(WAITING)

    async def answer(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request whose body has been taken in."""
        if not self._places.acquire(blocking=False):
            await send_page(send, BUSY)
            return
        exchange = Exchange(asyncio.get_running_loop(), self._disk)
        try:
            self._pool.submit(self._work, environ, exchange)
            head = await exchange.head
            if isinstance(head, BaseException):
                await send_page(send, page_for_problem(head))
            else:
                await self._send(environ["REQUEST_METHOD"], head, exchange, receive, send)
        finally:
            exchange.outflow.abandon()

    # In a thread of the pool

    def _work(self, environ: dict[str, Any], exchange: Exchange) -> None:
        try:
            self._respond(environ, exchange)
        except ReaderGone:
            log.info("A reader went away before the end of his answer.")
        except Exception as problem:  # the end of the thread's work: told to the loop, and logged whole
            # Without the path, which may carry a token.
            log.exception("Answering a %s failed.", environ["REQUEST_METHOD"])
            exchange.fail(problem)
        finally:
            self._places.release()

    def _respond(self, environ: dict[str, Any], exchange: Exchange) -> None:
        started = Started()
        answer = self._wsgi(environ, started)
        if isinstance(answer, FileToStream):
            exchange.begin(Head(started.status, started.headers, file=answer))
            return
        try:
            held: list[bytes] = []
            size = 0
            begun = False
            for chunk in answer:
                held.append(chunk)
                size += len(chunk)
                # Without a length it may be a page that tells of progress: each piece leaves at once.
                if size and (size > TOGETHER or not started.has_length):
                    if not begun:
                        exchange.begin(Head(started.status, started.headers))
                        begun = True
                    exchange.outflow.write(b"".join(held))
                    held, size = [], 0
            if begun:
                exchange.outflow.write(b"".join(held))
                exchange.outflow.end()
            else:
                exchange.begin(Head(started.status, started.headers, whole=b"".join(held)))
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()

    # In the loop

    async def _send(self, method: str, head: Head, exchange: Exchange, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": head.status, "headers": head.headers}
        if head.whole is not None:
            await send(start)
            await send({"type": "http.response.body", "body": head.whole})
            return
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await send(start)
            if method == "HEAD":
                await send({"type": "http.response.body", "body": b""})
                return
            while not gone.done():
                piece = await self._next_piece(head, exchange)
                async with asyncio.timeout(STALLED):
                    await send(
                        {"type": "http.response.body", "body": piece or b"", "more_body": piece is not None}
                    )
                if piece is None:
                    return
        except (ReaderGone, TimeoutError):
            return  # without an end: the server closes the connection, so that the reader knows
        finally:
            gone.cancel()
            if head.file is not None:
                # Django's request ends here, and may have a file to close: not in the loop.
                self._disk.submit(head.file.close)

    async def _next_piece(self, head: Head, exchange: Exchange) -> bytes | None:
        """The next bytes of the body; None at its end."""
        if head.file is None:
            return await exchange.outflow.take()
        return await asyncio.get_running_loop().run_in_executor(self._disk, head.file.read) or None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
