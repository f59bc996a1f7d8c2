"""The address /live: one stream of server-sent events for each open page, without a thread."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from random import uniform

from django.db import InterfaceError, OperationalError
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from kept.faces.live.events import HEARTBEAT
from kept.faces.live.hub import Hub
from kept.faces.live.reader import Reader
from kept.faces.live.viewer import Viewer
from kept.faces.live.wire import (
    HEADERS,
    STALLED,
    Receive,
    Scope,
    Send,
    cookies,
    drawn_at,
    header,
    send_answer,
    send_come_again,
    send_piece,
    until_gone,
)

log = logging.getLogger(__name__)

MOST = 2000  # streams of one process
BEAT = 15.0  # seconds between two heartbeats
RECHECK = 60.0  # seconds after which the session is looked at again
GAP = 0.15  # seconds between two pieces, so that a burst of changes costs each page a few messages
DATABASE_AWAY = (OperationalError, InterfaceError)

ViewerFor = Callable[[str], Viewer | None]


class LiveStreams:
    """Serves the streams of one process. `viewer_for` runs in the pool that `open` is given."""

    def __init__(
        self,
        hub: Hub,
        viewer_for: ViewerFor,
        *,
        cookie: str,
        hosts: list[str],
        recheck: float = RECHECK,
        beat: float = BEAT,
    ) -> None:
        self._hub = hub
        self._viewer_for = viewer_for
        self._cookie = cookie
        self._hosts = hosts
        self._recheck = recheck
        self._beat = beat
        self._ending = False

    async def open(self, pool: Executor) -> None:
        """Begin to hear the database."""
        self._pool = pool
        self._hub.open()

    def end(self) -> None:
        """End all streams and take no more."""
        self._ending = True
        self._hub.end()

    async def close(self) -> None:
        """End all streams and stop hearing the database."""
        self._ending = True
        await self._hub.close()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One stream, from the question who asks to its end."""
        refused = self._refusal(scope)
        if refused:
            await send_answer(send, *refused)
            return
        if self._ending or len(self._hub) >= MOST:
            await send_come_again(send)
            return
        cookie = parse_cookie(cookies(scope)).get(self._cookie, "")
        try:
            viewer = await self._look_up(cookie)
        except DATABASE_AWAY:
            await send_come_again(send)
            return
        if viewer is None:
            await send_answer(send, 401, "Please sign in.")
            return
        reader = self._hub.join(viewer, drawn_at=drawn_at(scope))
        if header(scope, b"last-event-id"):
            reader.tell_again()  # he was away, and what he missed is not kept
        gone = asyncio.ensure_future(until_gone(receive))
        gone.add_done_callback(lambda _: reader.end())
        try:
            await self._send(reader, cookie, send)
        except TimeoutError:
            log.info("A page took nothing for %.0f s and was dropped.", STALLED)
        finally:
            self._hub.leave(reader)
            gone.cancel()

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Status and sentence if this request opens no stream, whoever asks."""
        if scope["method"] != "GET":
            return 405, "Streams are opened with GET."
        domain, _ = split_domain_port(header(scope, b"host"))
        if not domain or not validate_host(domain, self._hosts):
            return 400, "This desk does not answer under that name."
        if header(scope, b"sec-fetch-site") == "cross-site":
            return 403, "Streams are for the desk's own pages."
        return None

    async def _send(self, reader: Reader, cookie: str, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        # The id makes browsers say that they come back. The pause is spread, so that not all come at once.
        await send_piece(send, f"retry: {uniform(800, 2500):.0f}\nid: 1\n\n".encode())
        loop = asyncio.get_running_loop()
        check_at = loop.time() + uniform(0.8, 1.0) * self._recheck
        while not reader.ended:
            told = await reader.news(self._beat)
            if reader.ended:
                break
            if loop.time() >= check_at:
                if not await self._still_may(reader, cookie):
                    break
                check_at = loop.time() + self._recheck
            await send_piece(send, told or HEARTBEAT)
            if told:
                await asyncio.sleep(GAP)
        await send({"type": "http.response.body", "body": b""})

    async def _still_may(self, reader: Reader, cookie: str) -> bool:
        """Look at the session again: it may be over, and the agent's brands may be others."""
        try:
            viewer = await self._look_up(cookie)
        except DATABASE_AWAY:
            return True  # nothing is told while the database is away, and it is asked again in a minute
        if viewer is None:
            return False
        if viewer != reader.viewer:
            reader.viewer = viewer
            reader.tell_again()
        return True

    async def _look_up(self, cookie: str) -> Viewer | None:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._viewer_for, cookie)
