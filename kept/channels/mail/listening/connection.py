"""One connection: carries bytes between a socket and its conversation, and messages to the intake."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Protocol, cast

import structlog

from kept.channels.mail.listening.conversation import Conversation, House, Message, Wants

log = structlog.get_logger(__name__)

#: Silence that we bear, in seconds (RFC 5321, 4.5.3.2.7), and the longest that one message may take to come.
IDLE_LIMIT = 300.0
MESSAGE_LIMIT = 1200.0
HANDSHAKE_LIMIT = 30.0


class Take(Protocol):
    """Takes a message and calls `done` with the reply, in the event loop, when it is stored or refused."""

    def __call__(self, message: Message, done: Callable[[str], None]) -> None: ...


class Connection(asyncio.Protocol):
    """A client's connection from greeting to goodbye."""

    def __init__(
        self,
        house: House,
        take: Take,
        *,
        lmtp: bool,
        tls: ssl.SSLContext | None,
        opened: Callable[["Connection"], str],
        closed: Callable[["Connection"], None],
    ) -> None:
        self._house = house
        self._take = take
        self._lmtp = lmtp
        self._tls = tls
        self._opened = opened
        self._closed = closed
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._handshake: asyncio.Task[None] | None = None
        self.conversation = Conversation(house, lmtp=lmtp)
        self.last_heard = self._loop.time()
        self.message_began: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is here; refuse him when there are too many."""
        self._transport = transport = cast(asyncio.Transport, transport)  # uvloop's is none by class
        peer = transport.get_extra_info("peername")
        self.conversation.peer = str(peer[0]) if isinstance(peer, tuple) else "local socket"
        refusal = self._opened(self)
        if refusal:
            self.conversation.replies()  # no greeting
            self.conversation.part(refusal)
        self._proceed()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        self.last_heard = self._loop.time()
        self.conversation.feed(data)
        self._proceed()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone; a message that waits for its verdict is stored all the same."""
        if self._handshake is not None:
            self._handshake.cancel()
        self._transport = None
        self.conversation.drop()
        self._closed(self)

    def check_time(self, now: float) -> None:
        """Hang up on a client that is silent or endless. `now` is the event loop's time."""
        conversation = self.conversation
        if conversation.wants is not Wants.INPUT:
            return
        began = self.message_began = (self.message_began or now) if conversation.in_message else None
        if now - self.last_heard > IDLE_LIMIT or (began is not None and now - began > MESSAGE_LIMIT):
            self.part("421 4.4.2 This took too long. Goodbye.")

    def part(self, reply: str) -> None:
        """End the connection with a last word, once no message waits for its verdict."""
        self.conversation.part(reply)
        self._proceed()

    def _proceed(self) -> None:
        """Send what was said and do what the conversation wants."""
        transport = self._transport
        if transport is None:
            return
        words = self.conversation.replies()
        if words:
            transport.write(words)
        match self.conversation.wants:
            case Wants.CLOSE:
                transport.close()
            case Wants.VERDICT if self.conversation.message is not None:
                transport.pause_reading()
                message, self.conversation.message = self.conversation.message, None
                self._take(message, self._answered)
            case Wants.TLS if self._handshake is None or self._handshake.done():
                transport.pause_reading()
                self._handshake = self._loop.create_task(self._secure(transport))

    def _answered(self, reply: str) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.resume_reading()
        self.conversation.verdict(reply)
        self._proceed()

    async def _secure(self, plain: asyncio.Transport) -> None:
        assert self._tls is not None
        try:
            secured = await self._loop.start_tls(
                plain, self, self._tls, server_side=True, ssl_handshake_timeout=HANDSHAKE_LIMIT
            )
        except (OSError, ssl.SSLError) as failure:
            log.info("tls handshake failed", peer=self.conversation.peer, why=str(failure))
            plain.abort()
            return
        if secured is None:
            return  # the client left during the handshake
        self._transport = secured
        self.last_heard = self._loop.time()
        self.conversation.secured()
