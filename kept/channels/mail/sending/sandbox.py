"""The demo's way out: mail goes into a table, where a visitor reads it and answers as the customer."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import formatdate, make_msgid

from kept.channels.mail.intake import Incoming, Taken, read, take_in
from kept.channels.mail.models import SandboxMail
from kept.channels.mail.sending.relay import Handed, Outcome, Parcel
from kept.clock import now as clock_now


class SandboxRelay:
    """Takes everything and sends nothing."""

    def __init__(self, *, now: Callable[[], datetime] = clock_now) -> None:
        self._now = now

    def hand_over(self, parcel: Parcel) -> Handed:
        """Put a parcel into the sandbox; the same one twice lies there once."""
        SandboxMail.objects.get_or_create(
            message_id=parcel.message_id or f"{parcel.recipient} {parcel.return_path}",
            address=parcel.recipient.lower(),
            defaults={"return_path": parcel.return_path, "message": parcel.message, "at": self._now()},
        )
        return Handed(Outcome.TAKEN, final=True)

    def close(self) -> None:
        """Nothing is held."""


def answer_as_customer(mail: SandboxMail, text: str, *, now: datetime) -> Taken:
    """The visitor answers a mail as the one who got it, as a mail program would: quoted, to the reply address."""
    original = message_from_bytes(bytes(mail.message), policy=default)
    to = str(original["Reply-To"] or original["From"])
    subject = str(original["Subject"] or "")
    reply = _letter(
        mail.address, _name(original), to, subject if subject[:3].lower() == "re:" else f"Re: {subject}", now
    )
    identity = str(original["Message-ID"] or "")
    if identity:
        reply["In-Reply-To"] = identity
        reply["References"] = f"{original['References'] or ''} {identity}".strip()
    body = original.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in str(body.get_content() if body else "").splitlines())
    reply.set_content(f"{text.rstrip()}\n\nOn {original['Date']}, {original['From']} wrote:\n{quoted}")
    return _hand_in(reply, now)


def write_as_customer(address: str, name: str, to: str, subject: str, text: str, *, now: datetime) -> Taken:
    """The visitor writes a new mail to an address of the company."""
    mail = _letter(address, name, to, subject, now)
    mail.set_content(text.rstrip() + "\n")
    return _hand_in(mail, now)


def _letter(address: str, name: str, to: str, subject: str, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f'"{name}" <{address}>' if name else address
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = formatdate(now.timestamp())
    mail["Message-ID"] = make_msgid("sandbox", address.rpartition("@")[2] or "sandbox.invalid")
    return mail


def _hand_in(mail: EmailMessage, now: datetime) -> Taken:
    recipients = tuple(one.addr_spec.lower() for one in mail["To"].addresses)
    sender = mail["From"].addresses[0].addr_spec
    incoming = Incoming(mail.as_bytes(), sender, recipients, "127.0.0.1", now, "sandbox")
    return take_in([read(incoming)], now=now)[0]


def _name(original: EmailMessage) -> str:
    """The customer's own name, as we wrote it in To."""
    addresses = original["To"].addresses if original["To"] else ()
    return addresses[0].display_name if addresses else ""
