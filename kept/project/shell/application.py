"""The application that uvicorn runs: which request goes where, and what starts and ends with the process."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from kept.project.shell.answering import Answering, Wsgi
from kept.project.shell.body import (
    LARGEST,
    BodyBroken,
    BodyTooLarge,
    BodyTooSlow,
    LengthUnreadable,
    read_body,
)
from kept.project.shell.environ import HeadersUnusable, environ_of
from kept.project.shell.pages import TOO_LARGE, TOO_SLOW, UNREADABLE, Page, send_page, start_page
from kept.project.shell.protocol import Receive, Scope, Send
from kept.project.shell.proxies import Network

log = logging.getLogger(__name__)

DISK_THREADS = 2  # read and write files for the loop; no page runs in them
LINGER = 2.0  # seconds in which a refused body is still taken, so that its sender reads the refusal


class Streams(Protocol):
    """The live streams, as the shell needs them."""

    async def open(self, pool: ThreadPoolExecutor) -> None: ...

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    def end(self) -> None: ...

    async def close(self) -> None: ...


class Shell:
    """Live streams natively, everything else through WSGI in a fixed number of threads."""

    def __init__(
        self,
        wsgi: Wsgi,
        *,
        live: Streams | None = None,
        live_path: str = "/live",
        threads: int = 8,
        trusted: Sequence[Network] = (),
        largest: int = LARGEST,
    ) -> None:
        self._wsgi = wsgi
        self._live = live
        self._live_path = live_path
        self._threads = threads
        self._trusted = trusted
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            if self._live is not None and scope["path"] == self._live_path:
                await self._live.serve(scope, receive, send)
            else:
                await self._page(scope, receive, send)
        else:
            raise ValueError(f"The shell does not speak {scope['type']}.")

    def end_streams(self) -> None:
        """End the live streams, which would otherwise hold up the end of the process."""
        if self._live is not None:
            self._live.end()

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, length = await read_body(receive, scope["headers"], self._disk, largest=self._largest)
        except BodyTooLarge:
            await _refuse(receive, send, TOO_LARGE)
        except BodyTooSlow:
            await send_page(send, TOO_SLOW, close=True)
        except LengthUnreadable:
            await send_page(send, UNREADABLE, close=True)
        except BodyBroken:
            log.info("%s went away before its body was whole.", (scope.get("client") or ("A sender",))[0])
        else:
            with body:
                try:
                    environ = environ_of(scope, body, length, self._trusted)
                except HeadersUnusable:
                    await send_page(send, UNREADABLE, close=True)
                else:
                    await self._answering.answer(environ, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _start(self) -> None:
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="page")
        self._disk = ThreadPoolExecutor(DISK_THREADS, thread_name_prefix="disk")
        self._answering = Answering(self._wsgi, self._pool, self._disk)
        if self._live is not None:
            await self._live.open(self._pool)

    async def _stop(self) -> None:
        if self._live is not None:
            await self._live.close()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._disk.shutdown(wait=False, cancel_futures=True)


async def _refuse(receive: Receive, send: Send, page: Page) -> None:
    """Answer at once, and take what still comes for a moment: a reset would destroy the answer on its way."""
    await start_page(send, page, close=True)
    try:
        async with asyncio.timeout(LINGER):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    break
    except TimeoutError:
        pass  # he had his time to read
    await send({"type": "http.response.body", "body": b""})
