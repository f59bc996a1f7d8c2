"""A mail server that keeps what it gets, and answers as the test wishes: aiosmtpd, an independent hand."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Got:
    """A message as the sink took it."""

    mail_from: str
    recipients: list[str]
    content: bytes
    options: list[str]
    tls: bool
    user: str


@dataclass
class Sink:
    """Listens until `stop`. `on_recipient` and `on_data` answer in place of 250; "drop" hangs up instead."""

    on_recipient: Callable[[str], str] = lambda _: "250 2.1.5 OK"
    on_data: Callable[[bytes], str] = lambda _: "250 2.0.0 taken"
    lmtp: bool = False
    tls_context: Any = None
    users: dict[str, str] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def start(self) -> "Sink":
        ready = threading.Event()
        self._protocols: list[SMTP] = []
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        assert ready.wait(5)
        return self

    def stop(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._loop.stop)

    def hang_up(self) -> None:
        """Close every connection, as a server does after some idle time."""
        done = threading.Event()

        def close() -> None:
            for protocol in self._protocols:
                if protocol.transport is not None:
                    protocol.transport.close()
            self._loop.call_later(0.05, done.set)

        self._loop.call_soon_threadsafe(close)
        assert done.wait(5)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._connection, "127.0.0.1", self.port)
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def _connection(self) -> SMTP:
        self.connections += 1
        kind = LMTP if self.lmtp else SMTP
        protocol = kind(
            self,
            hostname="sink.example",
            loop=self._loop,
            enable_SMTPUTF8=True,
            tls_context=self.tls_context,
            authenticator=self._authenticate if self.users else None,
            auth_required=bool(self.users),
            auth_require_tls=bool(self.tls_context),
        )
        self._protocols.append(protocol)
        return protocol

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        ok = self.users.get(data.login.decode()) == data.password.decode()
        if ok:
            session.sink_user = data.login.decode()
        return AuthResult(success=ok, handled=False)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_recipient(address)
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        answer = self.on_data(content)
        if answer.startswith("2") or answer == "drop":
            self.got.append(
                Got(
                    (envelope.mail_from or "").strip("<>"),
                    list(envelope.rcpt_tos),
                    content,
                    list(envelope.mail_options),
                    session.ssl is not None,
                    getattr(session, "sink_user", ""),
                )
            )
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return answer
