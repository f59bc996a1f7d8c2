"""Small mails of our own making, and reading them with the least that reading needs."""

from datetime import UTC, datetime
from typing import Any

from kept.channels.mail.reading import read_mail
from kept.handling.arrival import Arrival

RECEIVED = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)

HEAD = b"""From: Jane Doe <jane@customer.example>
To: Shop <help@shop.example>
Subject: Where is my order?
Date: Wed, 17 Jun 2026 09:59:30 +0200
Message-ID: <1@customer.example>
MIME-Version: 1.0
"""


def read(raw: bytes, **more: Any) -> Arrival:
    """Read a mail that came by SMTP from a person, unless said otherwise."""
    known: dict[str, Any] = {
        "envelope_from": "jane@customer.example",
        "envelope_to": ("help@shop.example",),
        "peer": "192.0.2.1",
        "received_at": RECEIVED,
        "source": "smtp",
    }
    return read_mail(raw, **(known | more))


def mail(body: bytes = b"Hello\n", *fields: bytes, head: bytes = HEAD) -> bytes:
    """A mail with our usual header, more fields, and a body; CRLF line ends."""
    lines = head + b"".join(field + b"\n" for field in fields) + b"\n" + body
    return lines.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def multipart(subtype: bytes, *parts: bytes, boundary: bytes = b"b1") -> tuple[bytes, bytes]:
    """(Content-Type field, body) of a multipart; each part with its own header."""
    body = b"".join(b"--" + boundary + b"\n" + part + b"\n" for part in parts) + b"--" + boundary + b"--\n"
    return b'Content-Type: multipart/%s; boundary="%s"' % (subtype, boundary), body
