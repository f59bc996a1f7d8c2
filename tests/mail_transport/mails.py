"""Small mails for tests."""

from itertools import count

_numbers = count(1)


def mail(
    subject: str = "The kettle leaks",
    *,
    sender: str = "Ada <ada@customer.example>",
    to: str = "help@shop.example",
    body: str = "It leaks.\r\n",
    headers: str = "",
    message_id: str = "",
) -> bytes:
    """A plain mail with an identity of its own."""
    identity = message_id or f"<test.{next(_numbers)}@customer.example>"
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Wed, 17 Jun 2026 08:00:00 +0000\r\n"
        f"Message-ID: {identity}\r\n{headers}\r\n{body}"
    ).encode()
