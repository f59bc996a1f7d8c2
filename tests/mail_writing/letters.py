"""Letters of our own making."""

from datetime import UTC, datetime
from typing import Any

from kept.channels.mail.reading import read_mail
from kept.channels.mail.writing import Letter, build_mail
from kept.handling.arrival import Arrival

SENT = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


def letter(**more: Any) -> Letter:
    """An answer to Jane, unless said otherwise."""
    known: dict[str, Any] = {
        "from_name": "Maria, Acme Shop",
        "from_address": "help@shop.example",
        "to": (("Jane Doe", "jane@customer.example"),),
        "subject": "Re: Where is my order?",
        "text": "Hello Jane,\n\nit is on its way.\n\nKind regards\nMaria",
        "message_id": "kept.77.k3y7c0de@shop.example",
        "date": SENT,
    }
    return Letter(**(known | more))


def sent_and_read(one: Letter) -> Arrival:
    """What the other side reads."""
    return read_mail(
        build_mail(one), envelope_from="", envelope_to=(), peer="", received_at=SENT, source="import"
    )
