"""Customers' mail servers: they try again until they are told 250, as mail servers do."""

import random
import smtplib
import threading
import time
from dataclasses import dataclass, field

from tests.faults.desks import ADDRESS

BOUNDARY = "=_kept_test_boundary"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, and the id of the message that it replies to ("" none); ids without angle brackets."""

    message_id: str
    sender: str
    parent: str
    raw: bytes


def letters(count: int, *, seed: int) -> list[Letter]:
    """Mails of a busy hour: six of ten open a matter, four reply to one; one in ten carries a file."""
    rng = random.Random(seed)
    made: list[Letter] = []
    first: list[Letter] = []
    for number in range(count):
        parent = rng.choice(first) if first and rng.random() < 0.4 else None
        sender = parent.sender if parent else f"customer{number}@people.example"
        message_id = f"{seed}.{number}@people.example"
        letter = Letter(
            message_id,
            sender,
            parent.message_id if parent else "",
            _raw(number, message_id, sender, parent.message_id if parent else "", rng),
        )
        made.append(letter)
        if parent is None:
            first.append(letter)
    return made


def _raw(number: int, message_id: str, sender: str, parent: str, rng: random.Random) -> bytes:
    words = " ".join(
        rng.choice(("boots", "invoice", "late", "please", "again", "repair")) for _ in range(300)
    )
    thread = f"In-Reply-To: <{parent}>\r\nReferences: <{parent}>\r\n" if parent else ""
    parts = [f"Content-Type: text/plain; charset=utf-8\r\n\r\nMail {number}. {words}\r\n"]
    parts.append(f"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Mail {number}. {words}</p>\r\n")
    if rng.random() < 0.1:
        block = "QUJD" * 18 + "\r\n"
        parts.append(
            "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="order{number}.pdf"\r\n\r\n{block * 400}'
        )
    body = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts)
    return (
        f"From: Customer {number} <{sender}>\r\nTo: {ADDRESS}\r\nSubject: Matter {number}\r\n"
        f"Date: Wed, 17 Jun 2026 08:00:00 +0000\r\nMessage-ID: <{message_id}>\r\n{thread}MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\r\n\r\n{body}--{BOUNDARY}--\r\n'
    ).encode()


@dataclass
class Senders:
    """Several servers that share the letters; each letter is tried until it is taken."""

    port: int
    left: list[Letter]
    threads: int = 6
    accepted: list[Letter] = field(default_factory=list)
    tries: int = 0
    refused_for_now: int = 0
    problems: list[str] = field(default_factory=list)

    def start(self) -> "Senders":
        """Begin to send."""
        self.left = list(reversed(self.left))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._running = [threading.Thread(target=self._run, daemon=True) for _ in range(self.threads)]
        for thread in self._running:
            thread.start()
        return self

    def wait(self, seconds: float) -> None:
        """Wait until all letters are taken."""
        until = time.monotonic() + seconds
        for thread in self._running:
            thread.join(max(0.0, until - time.monotonic()))
        if any(thread.is_alive() for thread in self._running):
            self._stop.set()
            raise AssertionError(
                f"after {seconds} s {len(self.left)} mails were not taken: {self.problems[-5:]}"
            )

    def _run(self) -> None:
        connection: smtplib.SMTP | None = None
        while not self._stop.is_set():
            with self._lock:
                if not self.left:
                    break
                letter = self.left.pop()
            try:
                if connection is None:
                    connection = smtplib.SMTP("127.0.0.1", self.port, timeout=30)
                    connection.ehlo("sender.example")
                self.tries += 1
                connection.sendmail(letter.sender, [ADDRESS], letter.raw)
                with self._lock:
                    self.accepted.append(letter)
            except (smtplib.SMTPException, OSError) as problem:
                connection = self._later(letter, problem, connection)
        if connection is not None:
            connection.close()

    def _later(
        self, letter: Letter, problem: Exception, connection: smtplib.SMTP | None
    ) -> smtplib.SMTP | None:
        """Put it back for another try; a refusal for good, which nothing here deserves, is remembered."""
        code = _code(problem)
        with self._lock:
            self.left.insert(0, letter)
            if 400 <= code < 500:
                self.refused_for_now += 1
            if code >= 500:
                self.problems.append(f"{letter.message_id}: {problem}")
        time.sleep(0.1)
        if 400 <= code < 500 and code != 421 and connection is not None:
            return connection  # the refusal ended the mail, not the conversation
        if connection is not None:
            connection.close()
        return None


def _code(problem: Exception) -> int:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return int(next(iter(problem.recipients.values()))[0])
    return int(getattr(problem, "smtp_code", 0))
