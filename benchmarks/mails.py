"""Mails for the benchmarks: multipart of about 11 kB, new and replies, some with a file of 100 kB."""

import base64
import random
from collections.abc import Iterator

WORDS = (  # noqa: SIM905 - sentences are easier to read than a list
    "the order arrived late and the box was open so I would like to know when the missing part will be sent "
    "because we need it before the end of the month thank you for looking into this kind regards from our office"
).split()


def mails(
    count: int, *, to: str, replies: float = 0.4, files: float = 0.1, seed: int = 1
) -> Iterator[tuple[str, bytes]]:
    """(sender, raw message) for `count` mails; the same seed gives the same mails."""
    draw = random.Random(seed)
    sent: list[tuple[str, str, str]] = []
    file = base64.encodebytes(draw.randbytes(75_000)).replace(b"\n", b"\r\n")
    for number in range(count):
        if sent and draw.random() < replies:
            sender, parent, subject = draw.choice(sent)
            thread = f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n"
            subject = f"Re: {subject}"
        else:
            sender, thread, subject = (
                f"person{seed}.{number}@example{number % 50}.test",
                "",
                f"Question {number}",
            )
            parent = ""
        identity = f"<{seed}.{number}.{draw.getrandbits(60):x}@example.test>"
        sent.append((sender, identity, subject.removeprefix("Re: ")))
        yield (
            sender,
            _mail(draw, sender, to, subject, identity, thread, file if draw.random() < files else b""),
        )


def _mail(
    draw: random.Random, sender: str, to: str, subject: str, identity: str, thread: str, file: bytes
) -> bytes:
    lines = [" ".join(draw.choice(WORDS) for _ in range(12)) for _ in range(74)]
    text = "\r\n".join(lines)
    html = (
        "<html><body>" + "".join(f'<p style="margin:0">{line}</p>\r\n' for line in lines) + "</body></html>"
    )
    head = (
        f"Received: from mx.example.test by mail.kept.test; Wed, 17 Jun 2026 08:00:00 +0000\r\n"
        f"From: Some Person <{sender}>\r\nTo: Support <{to}>\r\nSubject: {subject}\r\n"
        f"Date: Wed, 17 Jun 2026 08:00:00 +0000\r\nMessage-ID: {identity}\r\n{thread}MIME-Version: 1.0\r\n"
    )
    alternative = (
        'Content-Type: multipart/alternative; boundary="alt"\r\n\r\n'
        f"--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--alt\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--alt--\r\n"
    )
    if not file:
        return (head + alternative).encode()
    return (
        head.encode()
        + b'Content-Type: multipart/mixed; boundary="mix"\r\n\r\n--mix\r\n'
        + alternative.encode()
        + b'\r\n--mix\r\nContent-Type: application/pdf; name="scan.pdf"\r\n'
        + b'Content-Disposition: attachment; filename="scan.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + file
        + b"--mix--\r\n"
    )
