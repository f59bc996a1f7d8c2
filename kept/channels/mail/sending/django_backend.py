"""Mail of the framework (sign-in links, password resets) goes out by the relay in force, to our own people only."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kept.channels.mail.sending.choosing import RelayInForce
from kept.channels.mail.sending.relay import Outcome, Parcel
from kept.pledge.queries import current
from kept.refusal import Refusal

log = structlog.get_logger(__name__)


class MailNotSent(Refusal):
    """The relay did not take a mail to one of our own people, or there is none."""

    code = "mail_not_sent"


class Backend(BaseEmailBackend):
    """Django's way to our relay. These mails are about a colleague's own sign-in, so no guard is asked."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        self._relays = RelayInForce()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send now; returns how many were taken. Raises MailNotSent unless told to fail silently."""
        relay = self._relays.relay()
        sender = current().pledge.brands[0].address
        sent = 0
        for message in email_messages:
            if message.from_email.endswith("@localhost"):  # Django's default says nothing
                message.from_email = sender
            if relay is None:
                self._failed("No way to send mail is set up, so this mail was not sent.", "Set up the relay.")
                continue
            raw = message.message().as_bytes(linesep="\r\n")
            outcomes = [relay.hand_over(Parcel(sender, recipient, raw)) for recipient in message.recipients()]
            bad = [handed.words for handed in outcomes if handed.outcome is not Outcome.TAKEN]
            sent += not bad
            if bad:
                self._failed(f"The mail was not sent: {bad[0]}", "Look at the relay on its settings page.")
        self._relays.rest()
        return sent

    def _failed(self, sentence: str, remedy: str) -> None:
        log.warning("mail to a colleague not sent", why=sentence)
        if not self.fail_silently:
            raise MailNotSent(sentence, remedy=remedy)
