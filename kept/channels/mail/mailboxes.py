"""Setting up mailboxes: kept as somebody wants them, and removed. Secrets are sealed; the company's chain says who."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from kept.channels.mail.fetching.account import Account, account_of, sealed, secrets_of
from kept.channels.mail.fetching.tokens import Grant, RefreshedTokens
from kept.channels.mail.models import Mailbox
from kept.ledger.actor import Actor
from kept.ledger.models import COMPANY
from kept.ledger.record import record
from kept.refusal import Refusal
from kept.storage.live import tell, wake


@dataclass(frozen=True, slots=True)
class MailboxSet:
    """A mailbox was set up or changed."""

    kind: ClassVar[str] = "mail.mailbox_set"
    mailbox: int
    enabled: bool


@dataclass(frozen=True, slots=True)
class MailboxRemoved:
    """A mailbox is not fetched from any more; what came from it stays."""

    kind: ClassVar[str] = "mail.mailbox_removed"
    mailbox: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mailbox as somebody wants it. Empty secrets leave those that are known."""

    address: str
    host: str
    port: int
    security: str  # tls | starttls | none
    user: str
    sign_in: str = "password"  # password | google | microsoft
    password: str = field(default="", repr=False)  # of OAuth 2: the refresh token
    client: str = ""  # the application's id at the provider
    client_secret: str = field(default="", repr=False)
    tenant: str = ""  # Microsoft's directory
    folders: tuple[str, ...] = ()  # none: the inbox
    begin: str = "new"
    after: str = "leave"
    after_folder: str = ""


def problems(wanted: Wanted, known: Mailbox | None) -> list[tuple[str, str]]:
    """What is missing or does not fit, as (name of the field, sentence); empty when it can be tried and kept."""
    found = []
    password, client_secret = _secrets(wanted, known)
    if wanted.sign_in == Mailbox.SignIn.PASSWORD:
        if not password:
            found.append(("password", "Give the password to sign in with."))
    else:
        if not wanted.client:
            found.append(("client", "Give the id of the application that you registered with the provider."))
        if wanted.sign_in == Mailbox.SignIn.GOOGLE and not password:
            found.append(("password", "Google asks for the refresh token that it gave to your application."))
        if wanted.sign_in == Mailbox.SignIn.MICROSOFT and not (password or client_secret):
            found.append(
                ("client_secret", "Microsoft asks for the application's secret, or a refresh token.")
            )
        if wanted.sign_in == Mailbox.SignIn.MICROSOFT and not password and not wanted.tenant:
            found.append(("tenant", "An application that signs in by itself names its directory (tenant)."))
    if wanted.after == Mailbox.After.MOVE and not wanted.after_folder:
        found.append(("after_folder", "Name the folder to move stored mail to."))
    if wanted.after == Mailbox.After.MOVE and wanted.after_folder in (wanted.folders or ("INBOX",)):
        found.append(("after_folder", "Stored mail would be fetched from there again: name another folder."))
    others = Mailbox.objects.filter(address=wanted.address)
    if (others.exclude(pk=known.pk) if known is not None else others).exists():
        found.append(("address", "There is a mailbox for this address already."))
    return found


def account_wanted(
    wanted: Wanted, known: Mailbox | None, *, keep: Callable[[str], None] = lambda _token: None
) -> Account:
    """What a live test signs in with. `keep` is told when the provider replaced the refresh token."""
    password, client_secret = _secrets(wanted, known)
    token: Callable[[], str] | None = None
    if wanted.sign_in != Mailbox.SignIn.PASSWORD:
        if known is not None and not _changed(wanted, known):
            token = account_of(known).token  # which keeps a new refresh token where the old one is
        else:
            grant = Grant(wanted.sign_in, wanted.client, client_secret, password, wanted.tenant)
            token = RefreshedTokens(grant, keep=keep).access_token
        password = ""
    return Account(
        address=wanted.address,
        host=wanted.host,
        port=wanted.port,
        security=wanted.security,
        user=wanted.user,
        password=password,
        token=token,
        folders=wanted.folders or ("INBOX",),
        begin=wanted.begin,
        after=wanted.after,
        after_folder=wanted.after_folder,
    )


@transaction.atomic
def keep_mailbox(wanted: Wanted, known: Mailbox | None, *, by: Actor, now: datetime) -> Mailbox:
    """Keep a mailbox as it is wanted; the fetcher begins again with it. Refused while something is missing."""
    found = problems(wanted, known)
    if found:
        raise Refusal(" ".join(sentence for _, sentence in found), code="mailbox_incomplete")
    password, client_secret = _secrets(wanted, known)
    row = known or Mailbox(created_at=now)
    row.address, row.host, row.port = wanted.address, wanted.host, wanted.port
    row.security, row.user, row.sign_in = wanted.security, wanted.user, wanted.sign_in
    by_oauth = wanted.sign_in != Mailbox.SignIn.PASSWORD
    row.password = sealed(password)
    row.oauth_client = wanted.client if by_oauth else ""
    row.oauth_secret = sealed(client_secret) if by_oauth else ""
    row.oauth_tenant = wanted.tenant if wanted.sign_in == Mailbox.SignIn.MICROSOFT else ""
    row.folders = list(wanted.folders)
    row.begin, row.after = wanted.begin, wanted.after
    row.after_folder = wanted.after_folder if wanted.after == Mailbox.After.MOVE else ""
    row.enabled, row.changed_at = True, now
    row.failing_since, row.last_error, row.remedy = None, "", ""
    row.save()
    record(MailboxSet(row.pk, row.enabled), customer=COMPANY, by=by, now=now)
    _told()
    return row


@transaction.atomic
def remove_mailbox(row: Mailbox, *, by: Actor, now: datetime) -> None:
    """Fetch from it no more. Its mail stays where it is, and what was taken in stays here."""
    record(MailboxRemoved(row.pk), customer=COMPANY, by=by, now=now)
    row.delete()
    _told()


def _secrets(wanted: Wanted, known: Mailbox | None) -> tuple[str, str]:
    """Password (or refresh token) and application's secret: what was given, else what is known.

    What is known is for its own server, as safely as before: nobody learns it by naming another, or in clear.
    """
    asked = (wanted.sign_in, wanted.host, wanted.port, wanted.security)
    if known is None or (known.sign_in, known.host, known.port, known.security) != asked:
        return wanted.password, wanted.client_secret
    password, client_secret = secrets_of(known)
    return wanted.password or password, wanted.client_secret or client_secret


def _changed(wanted: Wanted, known: Mailbox) -> bool:
    """Whether the application signs in otherwise than it is known to."""
    now = (wanted.sign_in, wanted.client, wanted.tenant)
    before = (known.sign_in, known.oauth_client, known.oauth_tenant)
    return now != before or bool(wanted.password or wanted.client_secret)


def _told() -> None:
    tell("notice", "mailbox")
    wake("fetching")
