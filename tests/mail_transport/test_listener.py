"""The listener over real sockets, with a store of the test's own in place of the database."""

import asyncio
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kept.channels.mail.listening import connection as connection_module
from kept.channels.mail.listening import listener as listener_module
from kept.channels.mail.listening.conversation import House, Message
from kept.channels.mail.listening.listener import Certificate, Door, Listener
from kept.channels.mail.listening.writer import BATCH, Entry, Writer
from tests.mail_transport import certificates
from tests.mail_transport.peers.private import until


class Running:
    """A listener in a thread of its own; `stored` has what its store was given, batch by batch."""

    def __init__(
        self, doors: Sequence[Door], *, certificate: Certificate | None = None, limit: int = 200
    ) -> None:
        self.stored: list[list[Message]] = []
        self.reply: Callable[[Message], str] = lambda _: "250 2.0.0 Stored."
        self.gate = threading.Event()
        self.gate.set()
        self._doors, self._certificate, self._limit = doors, certificate, limit
        self._ready = threading.Event()
        self._stop = threading.Event()
        self.ports: list[int] = []
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self.thread.start()
        assert self._ready.wait(5)

    def stop(self) -> None:
        self._stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()

    def _store(self, messages: Sequence[Message]) -> list[str]:
        self.gate.wait(10)
        self.stored.append(list(messages))
        return [self.reply(message) for message in messages]

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        writer: Writer[Message] = Writer(self._store, tell=loop.call_soon_threadsafe)
        house = House(
            "mx.shop.example",
            1_000_000,
            lambda a: "" if a.startswith("help") else "550 5.1.1 No.",
            tls=bool(self._certificate),
        )

        def take(message: Message, done: Callable[[str], None]) -> None:
            writer.put(Entry(message, len(message.raw), done))

        listener = Listener(house, take, certificate=self._certificate, connection_limit=self._limit)
        self.ports = [await listener.open(door) for door in self._doors]
        writer.start()
        self._ready.set()
        await asyncio.to_thread(self._stop.wait)
        await listener.leave(5)
        writer.finish(5)


@pytest.fixture
def running() -> Iterator[Running]:
    running = Running([Door(lmtp=False, host="127.0.0.1")])
    yield running
    running.stop()


MAIL = b"Subject: hello\r\n\r\n.dots\r\n..and more\r\n"


def test_smtplib_hands_over_a_mail_and_its_bytes_arrive_unchanged(running):
    with smtplib.SMTP("127.0.0.1", running.ports[0]) as client:
        refused = client.sendmail("ada@customer.example", ["help@shop.example", "no@shop.example"], MAIL)
    assert list(refused) == ["no@shop.example"]
    assert [(m.raw, m.recipients) for m in running.stored[0]] == [(MAIL, ("help@shop.example",))]


def test_nothing_is_acknowledged_before_it_is_stored(running):
    running.gate.clear()
    with smtplib.SMTP("127.0.0.1", running.ports[0]) as client:
        client.ehlo("me")
        client.docmd("MAIL", "FROM:<>")
        client.docmd("RCPT", "TO:<help@shop.example>")
        client.docmd("DATA")
        client.send(b"x\r\n.\r\n")
        client.sock.settimeout(0.3)
        with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
            client.getreply()
        running.gate.set()


def test_what_waits_is_stored_in_batches_of_at_most_twenty(running):
    running.gate.clear()
    senders = [
        threading.Thread(
            target=lambda: smtplib.SMTP("127.0.0.1", running.ports[0]).sendmail(
                "", ["help@shop.example"], MAIL
            )
        )
        for _ in range(45)
    ]
    for sender in senders:
        sender.start()
    time.sleep(0.5)
    running.gate.set()
    for sender in senders:
        sender.join(10)
    sizes = [len(batch) for batch in running.stored]
    assert sum(sizes) == 45 and max(sizes) == BATCH


def test_each_sender_gets_the_verdict_on_its_own_message(running):
    running.reply = lambda m: "451 4.3.0 Later." if b"later" in m.raw else "250 2.0.0 Stored."
    with smtplib.SMTP("127.0.0.1", running.ports[0]) as client:
        client.sendmail("", ["help@shop.example"], b"now\r\n")
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            client.sendmail("", ["help@shop.example"], b"later\r\n")
        assert refusal.value.smtp_code == 451
        client.sendmail("", ["help@shop.example"], b"now\r\n")


def test_over_starttls_the_same_conversation_goes_on(tmp_path: Path):
    paths = certificates.make(tmp_path)
    running = Running([Door(lmtp=False, host="127.0.0.1")], certificate=Certificate(*paths))
    context = ssl.create_default_context(cafile=str(paths[0]))
    with smtplib.SMTP("localhost", running.ports[0]) as client:
        client.starttls(context=context)
        client.sendmail("", ["help@shop.example"], b"x" * 300_000 + b"\r\n")
    assert len(running.stored[0][0].raw) == 300_002
    running.stop()


def test_a_client_that_breaks_the_handshake_leaves_no_trace(tmp_path: Path):
    running = Running(
        [Door(lmtp=False, host="127.0.0.1")], certificate=Certificate(*certificates.make(tmp_path))
    )
    with socket.create_connection(("127.0.0.1", running.ports[0])) as client:
        client.sendall(b"EHLO me\r\nSTARTTLS\r\n")
        time.sleep(0.2)
        client.sendall(b"this is no handshake\r\n" * 20)
        client.settimeout(3)
        while client.recv(1000):
            pass
    with smtplib.SMTP("127.0.0.1", running.ports[0]) as client:
        client.sendmail("", ["help@shop.example"], MAIL)
    running.stop()


def test_a_renewed_certificate_is_used_without_a_restart(tmp_path: Path):
    paths = certificates.make(tmp_path)
    certificate = Certificate(*paths)
    running = Running([Door(lmtp=False, host="127.0.0.1")], certificate=certificate)
    time.sleep(0.01)
    certificates.make(tmp_path)
    certificate.renew()
    with smtplib.SMTP("localhost", running.ports[0]) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(paths[0])))
    running.stop()


def test_lmtp_over_a_local_socket_answers_for_each_recipient(tmp_path: Path):
    path = str(tmp_path / "lmtp")
    running = Running([Door(lmtp=True, path=path)])
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(
            b"LHLO me\r\nMAIL FROM:<>\r\nRCPT TO:<help@shop.example>\r\nRCPT TO:<no@shop.example>\r\n"
            b"RCPT TO:<help+x@shop.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n"
        )
        said = b""
        while piece := client.recv(1000):
            said += piece
    assert [line[:3] for line in said.splitlines() if line[3:4] == b" "] == [
        b"220", b"250", b"250", b"250", b"550", b"250", b"354", b"250", b"250", b"221",
    ]  # fmt: skip
    running.stop()


def test_commands_sent_ahead_while_a_message_is_being_stored_are_read_after_it(running):
    running.gate.clear()
    with socket.create_connection(("127.0.0.1", running.ports[0])) as client:
        message = b"MAIL FROM:<>\r\nRCPT TO:<help@shop.example>\r\nDATA\r\n" + b"x" * 50_000 + b"\r\n.\r\n"
        client.sendall(b"EHLO me\r\n" + message * 5 + b"QUIT\r\n")
        running.gate.set()
        said = b""
        while piece := client.recv(10_000):
            said += piece
    assert said.count(b"250 2.0.0 Stored.") == 5 and said.endswith(b"221 2.0.0 Goodbye.\r\n")


def test_too_many_connections_are_told_to_come_again_and_the_others_go_on():
    running = Running([Door(lmtp=False, host="127.0.0.1")], limit=2)
    first, second = (smtplib.SMTP("127.0.0.1", running.ports[0]) for _ in range(2))
    with pytest.raises(smtplib.SMTPConnectError) as refusal:
        smtplib.SMTP("127.0.0.1", running.ports[0])
    assert refusal.value.smtp_code == 421
    first.sendmail("", ["help@shop.example"], MAIL)
    first.quit()
    until(lambda: smtplib.SMTP("127.0.0.1", running.ports[0]).quit(), seconds=3)
    second.quit()
    running.stop()


def test_a_silent_client_is_hung_up_on(running, monkeypatch):
    monkeypatch.setattr(connection_module, "IDLE_LIMIT", 0.1)
    monkeypatch.setattr(listener_module, "ROUND", 0.1)
    time.sleep(0.2)
    with socket.create_connection(("127.0.0.1", running.ports[0])) as client:
        client.settimeout(8)
        assert client.recv(100).startswith(b"220")
        assert client.recv(100).startswith(b"421")


def test_stopping_lets_a_message_that_was_taken_have_its_answer(running):
    running.gate.clear()
    client = smtplib.SMTP("127.0.0.1", running.ports[0])
    answers: list[object] = []
    sending = threading.Thread(
        target=lambda: answers.append(client.sendmail("", ["help@shop.example"], MAIL))
    )
    sending.start()
    time.sleep(0.2)
    stopping = threading.Thread(target=running.stop)
    stopping.start()
    time.sleep(0.2)
    with pytest.raises(OSError, match=r"refused|reset"):
        socket.create_connection(("127.0.0.1", running.ports[0]), timeout=1)
    running.gate.set()
    sending.join(5)
    stopping.join(10)
    assert answers == [{}]
    client.close()
