"""The ways in and out with their passwords, which only this desk's own secret opens."""

from cryptography.fernet import InvalidToken
from django.conf import settings

from kept.channels.mail.fetching.account import Account, account_of
from kept.channels.mail.models import Mailbox
from kept.channels.mail.sending.choosing import chosen
from kept.channels.mail.sending.relay import RelaySettings
from kept.refusal import Refusal

REMEDY = "Bring the desk's secret.key back, or type the password again in the settings."


class SealedElsewhere(Refusal):
    """A password was sealed with another secret than this desk has, as after a restore without `secret.key`."""

    code = "sealed_elsewhere"


def relay_in_force() -> RelaySettings | None:
    """The relay that mail leaves by; None when there is none, or in a demo. Raises `SealedElsewhere`."""
    try:
        return chosen()
    except InvalidToken:
        raise SealedElsewhere(
            "The relay's password was sealed with another secret than this desk has.", remedy=REMEDY
        ) from None


def account(mailbox: Mailbox) -> Account:
    """How to sign in to a mailbox. Raises `SealedElsewhere`."""
    try:
        return account_of(mailbox)
    except InvalidToken:
        raise SealedElsewhere(
            f"The password of {mailbox.address} was sealed with another secret than this desk has.",
            remedy=REMEDY,
        ) from None


def has_way_out() -> bool:
    """Whether mail can be sent at all: by a relay, or in a demo into the sandbox. Raises `SealedElsewhere`."""
    return settings.KEPT.demo or relay_in_force() is not None
