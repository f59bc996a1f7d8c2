"""What a fetcher needs to know about a mailbox, and what can be wrong with one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kept.channels.mail.fetching.tokens import Grant, RefreshedTokens
from kept.channels.mail.models import Mailbox
from kept.refusal import Refusal
from kept.storage.secrets import seal, unseal

PURPOSE = "mailbox password"


class MailboxTrouble(Refusal):
    """A mailbox cannot be read: why, and what would help. `lasting` is not cured by trying again soon."""

    code = "mailbox_trouble"

    def __init__(self, sentence: str, *, remedy: str = "", lasting: bool = False) -> None:
        super().__init__(sentence, remedy=remedy)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Account:
    """Where and how to sign in, and what to do with what is found."""

    address: str
    host: str
    port: int
    security: str  # tls | starttls | none
    user: str
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)  # an access token, for OAuth 2
    folders: tuple[str, ...] = ("INBOX",)
    begin: str = "new"
    after: str = "leave"
    after_folder: str = ""


def account_of(mailbox: Mailbox) -> Account:
    """The account of a mailbox's row, its password opened."""
    secret, client_secret = secrets_of(mailbox)
    token: Callable[[], str] | None = None
    if mailbox.sign_in != Mailbox.SignIn.PASSWORD:
        grant = Grant(mailbox.sign_in, mailbox.oauth_client, client_secret, secret, mailbox.oauth_tenant)
        token = RefreshedTokens(grant, keep=lambda fresh: _keep(mailbox.id, fresh)).access_token
        secret = ""
    return Account(
        address=mailbox.address,
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        user=mailbox.user,
        password=secret,
        token=token,
        folders=tuple(mailbox.folders) or ("INBOX",),
        begin=mailbox.begin,
        after=mailbox.after,
        after_folder=mailbox.after_folder,
    )


def secrets_of(mailbox: Mailbox) -> tuple[str, str]:
    """The row's password (or refresh token) and its application's secret, opened; "" for none."""
    return (
        unseal(PURPOSE, mailbox.password) if mailbox.password else "",
        unseal(PURPOSE, mailbox.oauth_secret) if mailbox.oauth_secret else "",
    )


def sealed(secret: str) -> str:
    """A password, refresh token or application's secret as a mailbox's row holds it."""
    return seal(PURPOSE, secret) if secret else ""


def _keep(mailbox: int, refresh_token: str) -> None:
    Mailbox.objects.filter(id=mailbox).update(password=sealed(refresh_token))
