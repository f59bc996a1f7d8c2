"""A sender over a relay as a test gives it, and an answer that waits for it."""

from collections.abc import Callable
from datetime import datetime

from kept.channels.mail.sending.relay import Relay, RelaySettings
from kept.channels.mail.sending.sender import Sender
from kept.channels.mail.sending.smtp import SmtpRelay
from kept.clock import now as clock
from kept.contacts.models import Contact, Outgoing
from kept.contacts.states import Delivery
from kept.handling.answer import Reply, answer_case
from kept.staff.models import Agent
from tests.mail_transport.mails import mail


class Given:
    """A relay as a test gives it, in the place of the settings."""

    def __init__(self, relay: Relay | None) -> None:
        self.given = relay

    def relay(self) -> Relay | None:
        return self.given

    def rest(self) -> None:
        if self.given is not None:
            self.given.close()

    def close(self) -> None:
        self.rest()


def sender(port: int | None, *, now: Callable[[], datetime] = clock, lmtp: bool = False) -> Sender:
    settings = RelaySettings("lmtp" if lmtp else "smtp", "none", "127.0.0.1", port or 0)
    return Sender(now=now, relays=Given(SmtpRelay(settings, verdict_patience=5) if port else None))  # type: ignore[arg-type]


def arrive(message: bytes) -> Contact:
    """A mail comes in; its contact."""
    from kept.channels.mail.intake import Incoming, read, take_in

    incoming = Incoming(
        message, "ada@customer.example", ("help@shop.example",), "192.0.2.7", clock(), "smtp",
        believed=("mx.shop.example",),
    )  # fmt: skip
    take_in([read(incoming)], now=clock())
    return Contact.objects.filter(direction="in").order_by("-pk")[0]


def answer(text: str = "Please send it back.", **changes: object) -> Outgoing:
    """Ada wrote, Grace answers; the answer's row in the outbox. Acknowledgements are out of the way."""
    contact = arrive(mail())
    Outgoing.objects.all().update(state=Delivery.CANCELLED, next_try_at=None)
    reply = Reply(text=text, seen_contact_id=contact.pk, **changes)  # type: ignore[arg-type]
    sent = answer_case(contact.customer_id, contact.case_id, reply, by=Agent.objects.get(), now=clock())
    return Outgoing.objects.get(contact_id=sent.pk)


def again(row: Outgoing) -> Outgoing:
    row.refresh_from_db()
    return row
