"""A signed-in connection to a mailbox, its troubles turned into sentences."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from kept.channels.mail.fetching.account import Account, MailboxTrouble
from kept.channels.mail.fetching.tokens import TokenRefused, TokenUnreachable

log = structlog.get_logger(__name__)

#: Seconds to connect, and for one answer; a large message counts by its pieces.
CONNECT_PATIENCE = 10.0
READ_PATIENCE = 60.0


@contextmanager
def signed_in(account: Account, *, read_patience: float = READ_PATIENCE) -> Iterator[IMAPClient]:
    """A connection that is signed in, and signed out at the end. Raises MailboxTrouble."""
    client = connect(account, read_patience=read_patience)
    try:
        sign_in(client, account)
        with troubles(account):
            yield client
    finally:
        leave(client)


def connect(account: Account, *, read_patience: float = READ_PATIENCE) -> IMAPClient:
    """A connection, encrypted as the account says. Raises MailboxTrouble."""
    context = ssl.create_default_context()
    with troubles(account):
        client = IMAPClient(
            account.host,
            account.port,
            ssl=account.security == "tls",
            ssl_context=context,
            timeout=SocketTimeout(CONNECT_PATIENCE, read_patience),
        )
        if account.security == "starttls":
            client.starttls(context)
        return client


def sign_in(client: IMAPClient, account: Account) -> None:
    """Sign in by password or access token. Raises MailboxTrouble."""
    try:
        with troubles(account):
            if account.token is not None:
                client.oauth2_login(account.user, account.token())
            else:
                client.login(account.user, account.password)
    except TokenRefused as refused:
        raise MailboxTrouble(refused.sentence, remedy=refused.remedy, lasting=True) from refused
    except TokenUnreachable as unreachable:
        raise MailboxTrouble(unreachable.sentence) from unreachable


def leave(client: IMAPClient) -> None:
    """Sign out if the server still listens; the connection is closed in any case."""
    try:
        client.logout()
    except (imaplib.IMAP4.error, OSError):
        try:
            client.shutdown()
        except (imaplib.IMAP4.error, OSError) as trouble:
            log.debug("mailbox connection was closed already", why=str(trouble))


@contextmanager
def troubles(account: Account) -> Iterator[None]:
    """Turn what the library and the network raise into MailboxTrouble."""
    where = f"{account.host}:{account.port}"
    try:
        yield
    except LoginError as refused:
        raise MailboxTrouble(
            f"{where} refuses the sign-in of {account.user}: {_words(refused)}",
            remedy="Check user name and password; many providers want an app password or OAuth.",
            lasting=True,
        ) from refused
    except ssl.SSLCertVerificationError as untrusted:
        raise MailboxTrouble(
            f"The certificate of {where} cannot be trusted: {untrusted.verify_message}.",
            remedy="Use the server's name as its certificate spells it.",
            lasting=True,
        ) from untrusted
    except ssl.SSLError as failed:
        raise MailboxTrouble(
            f"{where} does not speak TLS as asked: {failed.reason or failed}.",
            remedy="Port 993 wants TLS from the start, port 143 STARTTLS.",
            lasting=True,
        ) from failed
    except socket.gaierror as unknown:
        raise MailboxTrouble(
            f"There is no server named {account.host}.",
            remedy="Check the server's name for a spelling mistake.",
        ) from unknown
    except TimeoutError as slow:
        raise MailboxTrouble(f"{where} does not answer.", remedy="Check name, port and firewall.") from slow
    except ConnectionRefusedError as closed:
        raise MailboxTrouble(
            f"Nothing listens at {where}.", remedy="Check the port: 993 is usual."
        ) from closed
    except imaplib.IMAP4.abort as broken:
        raise MailboxTrouble(f"The connection to {where} broke: {_words(broken)}") from broken
    except imaplib.IMAP4.error as refused:
        raise MailboxTrouble(f"{where} refused a request: {_words(refused)}") from refused
    except OSError as failed:
        raise MailboxTrouble(f"The connection to {where} failed: {failed.strerror or failed}.") from failed


def _words(error: Exception) -> str:
    text = " ".join(
        a.decode(errors="replace") if isinstance(a, bytes) else str(a) for a in error.args
    ).strip()
    return f"{text.removesuffix('.')}." if text else "no reason was given."
