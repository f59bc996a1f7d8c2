"""Everybody else's mail servers, as one real SMTP peer: it takes our mail, refuses it, or sends it back later."""

import asyncio
import smtplib
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

from kept.clock import now
from kept.operations.demo.letters import report_bytes

HOST = "127.0.0.1"
#: How long after taking a mail a server sends it back.
BACK_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of ours as a server of the world got it."""

    mail_from: str
    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """Something that a server of the world will send us at a time of its own."""

    at: datetime
    to: str
    raw: bytes


@dataclass
class World:
    """Listens from `start` to `stop`. By address: `refused` is said at RCPT, `returned` in a report later on."""

    refused: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)
    got: list[Mail] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # every recipient that we ever named
    waiting: list[Waiting] = field(default_factory=list)
    port: int = 0

    def start(self) -> int:
        """Begin to listen; returns the port."""
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="world", daemon=True)
        self._thread.start()
        ready.wait(10)
        return self.port

    def stop(self) -> None:
        """Listen no more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def mailbox(self, address: str) -> list[Mail]:
        """What lies in this mailbox, the oldest first."""
        return [mail for mail in self.got if mail.recipient == address and address not in self.returned]

    def send_back(self, port: int, at: datetime) -> int:
        """Send us what is due at `at`, through our SMTP port; returns how many mails that were."""
        due = sorted(each for each in self.waiting if each.at <= at)
        for each in due:
            self.waiting.remove(each)
            hand_in(port, "", each.to, each.raw)
        return len(due)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, hostname="world.example", loop=self._loop), HOST, 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default)
        sender = (envelope.mail_from or "").strip("<>")
        for recipient in envelope.rcpt_tos:
            self.got.append(Mail(sender, recipient, message))
            if recipient in self.returned and sender:
                self._return(sender, recipient, str(message["Message-ID"]))
        return "250 2.0.0 Taken"

    def _return(self, sender: str, recipient: str, message_id: str) -> None:
        at = now() + BACK_AFTER
        raw = report_bytes(
            action="failed",
            recipient=recipient,
            said=self.returned[recipient],
            message_id=message_id,
            to=sender,
            at=at,
            identity=f"report.{len(self.got)}@mail.{recipient.rpartition('@')[2]}",
        )
        self.waiting.append(Waiting(at, sender, raw))


def hand_in(port: int, mail_from: str, to: str, raw: bytes) -> None:
    """Hand one mail to our listener, as any server does. Raises `smtplib.SMTPException` when it is not taken."""
    with smtplib.SMTP(HOST, port, "world.example", timeout=30) as client:
        client.sendmail(mail_from, [to], raw)
