"""A live test of a mailbox, step by step, for the person who sets it up."""

import imaplib
import re
import time
from collections.abc import Callable

from imapclient import IMAPClient

from kept.channels.mail.checks import Check
from kept.channels.mail.fetching.account import Account, MailboxTrouble
from kept.channels.mail.fetching.session import connect, leave, sign_in, troubles
from kept.channels.mail.plus import plus_works
from kept.channels.mail.reading.headers import split_head

#: Seconds for one step.
PATIENCE = 10.0
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9.-]*)")


def try_mailbox(account: Account) -> list[Check]:
    """Connect, sign in and look into each folder, changing nothing. The first check that fails is the last."""
    if (
        not account.host
        or any(c.isspace() or c in "/@" for c in account.host)
        or not 0 < account.port < 65536
    ):
        return [
            Check(False, f"{account.host!r} is not the name of a server.", "Write it like imap.example.com.")
        ]
    checks: list[Check] = []
    client: IMAPClient | None = None
    try:
        client = connect(account, read_patience=PATIENCE)
        checks.append(Check(True, f"{account.host}:{account.port} answers{_encrypted(account)}."))
        sign_in(client, account)
        checks.append(Check(True, f"{account.user} may sign in."))
        with troubles(account):
            checks += _look(client, account)
    except MailboxTrouble as trouble:
        checks.append(Check(False, trouble.sentence, trouble.remedy))
    finally:
        if client is not None:
            leave(client)
    return checks


def checking_servers(account: Account) -> list[str]:
    """Who wrote the topmost Authentication-Results into the newest mails: the servers one could believe."""
    found: dict[str, int] = {}
    client = connect(account, read_patience=PATIENCE)
    try:
        sign_in(client, account)
        with troubles(account):
            told = client.select_folder(account.folders[0], readonly=True)
            count = int(told.get(b"EXISTS", 0))
            uids = client.search([f"{max(1, count - 9)}:{max(1, count)}"]) if count else []
            for data in client.fetch(uids, ["BODY.PEEK[HEADER]"]).values():
                headers, _ = split_head(data[b"BODY[HEADER]"], 0, len(data[b"BODY[HEADER]"]), root=True)
                name = _NAME.match(headers.first("authentication-results").decode("latin-1"))
                if name:
                    found[name[1].lower()] = found.get(name[1].lower(), 0) + 1
    finally:
        leave(client)
    return sorted(found, key=lambda name: -found[name])


def wait_for_plus(
    address: str, *, seconds: float, sleep: Callable[[float], None] = time.sleep
) -> bool | None:
    """Whether the test mail of `plus.ask` comes in within so many seconds; None: not yet."""
    end = time.monotonic() + seconds
    while not (works := plus_works(address)) and time.monotonic() < end:
        sleep(0.5)
    return works


def _look(client: IMAPClient, account: Account) -> list[Check]:
    checks = []
    for name in account.folders:
        try:
            told = client.select_folder(name, readonly=account.after == "leave")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            known = ", ".join(sorted(folder for _, _, folder in client.list_folders())[:20])
            checks.append(Check(False, f"There is no folder {name}.", f"Choose one of these: {known}."))
            continue
        checks.append(Check(True, f"The folder {name} holds {int(told.get(b'EXISTS', 0))} mails."))
        if account.after != "leave" and not told.get(b"READ-WRITE", True):
            checks.append(
                Check(False, f"The folder {name} may only be read.", "Let stored mail be left untouched.")
            )
    if account.after == "move" and not client.folder_exists(account.after_folder):
        checks.append(
            Check(False, f"There is no folder {account.after_folder}.", "Make it at your provider.")
        )
    if account.after in ("move", "delete") and not any(map(client.has_capability, ("MOVE", "UIDPLUS"))):
        checks.append(
            Check(
                False, "This server cannot move or delete single mails.", "Let stored mail be marked as read."
            )
        )
    if client.has_capability("IDLE"):
        checks.append(Check(True, "The server tells of new mail at once (IDLE)."))
    else:
        checks.append(Check(True, "The server does not tell of new mail; Kept looks every minute."))
    return checks


def _encrypted(account: Account) -> str:
    return (
        " without encryption"
        if account.security == "none"
        else ", encrypted, with a certificate that can be trusted"
    )
