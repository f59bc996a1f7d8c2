"""Hearing the database: one LISTEN connection, kept alive and made anew when it is lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg

log = logging.getLogger(__name__)

CHANNEL = "kept_live"
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between two tries
QUIET = 30.0  # seconds without a notification after which we ask whether the connection still lives
ANSWER = 10.0  # seconds that the database has to connect or to answer that question

Connection = psycopg.AsyncConnection[object]
Connect = Callable[[], Awaitable[Connection]]


class Listener:
    """Listens until it is cancelled. `heard` takes each payload; `missed` is called when some may be lost."""

    def __init__(self, connect: Connect, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        self._connect = connect
        self._heard = heard
        self._missed = missed
        self.listening = False  # whether notifications are being heard now

    async def listen(self) -> None:
        """Listen for ever: a lost connection is made again, after a pause that grows."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError, TimeoutError) as problem:
                if self.listening:
                    pause = FIRST_PAUSE
                self.listening = False
                log.warning(
                    "Live pages do not hear the database: %s. Next try in %.1f s.", _words(problem), pause
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen_once(self) -> None:
        """Listen until the connection is lost, which raises."""
        async with asyncio.timeout(ANSWER):
            connection = await self._connect()
        try:
            async with asyncio.timeout(ANSWER):
                await connection.set_autocommit(True)
                await connection.execute(f"LISTEN {CHANNEL}")
            log.info("Live pages hear the database.")
            self.listening = True
            # From here on nothing is missed, so what was missed before can be read now.
            self._missed()
            await self._hear(connection)
        finally:
            await connection.close()

    async def _hear(self, connection: Connection) -> None:
        while True:
            async for notification in connection.notifies(timeout=QUIET):
                self._heard(notification.payload)
            # A connection can die without a word, for instance behind a firewall.
            async with asyncio.timeout(ANSWER):
                await connection.execute("SELECT 1")


def _words(problem: BaseException) -> str:
    return " ".join(str(problem).split()).rstrip(".") or "it does not answer"
