"""Bringing one folder up to date: everything new is stored, in batches, with how far we have come."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kept.channels.mail.fetching.account import Account, MailboxTrouble
from kept.channels.mail.fetching.addressed import addressed_to
from kept.channels.mail.fetching.folder import Found, Standing, batches, look_into, uids_between
from kept.channels.mail.fetching.tidying import tidy
from kept.channels.mail.intake import PARTIAL, Incoming, Taken, read, take_in
from kept.channels.mail.models import Folder, Mailbox
from kept.clock import now, offset
from kept.pledge.shapes import Pledge

log = structlog.get_logger(__name__)

DAY = timedelta(days=1)
#: By how much a server's clock may be behind: rather an old mail too many than a new one lost.
DOUBT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Round:
    """What one look into a folder brought. `untidied` says why stored mail could not be marked or moved."""

    stored: int = 0
    quarantined: int = 0
    untidied: str = ""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One signed-in connection to a mailbox, and what holds for every folder of it."""

    client: IMAPClient
    mailbox: Mailbox
    account: Account
    pledge: Pledge
    size_limit: int
    stop: threading.Event

    def catch_up(self, name: str) -> Round:
        """Store what is new in a folder. Raises TryLater when the database is away, IMAP errors as they come."""
        standing = look_into(self.client, name, change=self.account.after != Mailbox.After.LEAVE)
        folder = _folder(self.mailbox, name, standing)
        total = self._upto(folder, folder.old_until, Round(), perhaps_old=True)
        return self._upto(folder, standing.uidnext - 1, total, perhaps_old=False)

    def _upto(self, folder: Folder, last: int, total: Round, *, perhaps_old: bool) -> Round:
        """Take the folder's mail up to this number; what is old is left out, or taken in silently."""
        leave_old = perhaps_old and self.account.begin == Mailbox.Begin.NEW
        since = (folder.began_at - offset() - DAY).date() if leave_old else None
        for uids in uids_between(self.client, folder.last_uid, last, since=since):
            for batch in batches(self.client, uids, self.size_limit):
                if self.stop.is_set():
                    return total
                for old, run in groupby(batch, lambda one: perhaps_old and _is_old(one, folder)):
                    if not (old and leave_old):
                        total = self._take(folder, list(run), total, silent=old)
                _reach(folder, batch[-1].uid)
        _reach(folder, last)
        return total

    def _take(self, folder: Folder, run: Sequence[Found], total: Round, *, silent: bool) -> Round:
        items = [read(self._incoming(one)) for one in run]
        taken = take_in(items, now=now(), silent=silent, beside=lambda: _write_down(folder, run[-1].uid))
        return Round(
            total.stored + taken.count(Taken.STORED),
            total.quarantined + taken.count(Taken.QUARANTINED),
            _tidied(self.client, self.account, [one.uid for one in run if not one.problem]) or total.untidied,
        )

    def _incoming(self, found: Found) -> Incoming:
        return Incoming(
            raw=found.raw,
            envelope_from="",
            envelope_to=addressed_to(found.raw, self.pledge) or (self.account.address,),
            peer=self.account.host,
            received_at=_arrival(found),
            source=f"imap:{self.mailbox.id}{PARTIAL if found.problem else ''}",
            problem=found.problem,
            believed=tuple(self.mailbox.believed),
        )


def _folder(mailbox: Mailbox, name: str, standing: Standing) -> Folder:
    """Our knowledge of a folder. Numbers of another validity say nothing: all is then looked at again."""
    folder = Folder.objects.filter(mailbox=mailbox, name=name).first()
    if folder is None:
        folder = Folder(mailbox=mailbox, name=name, began_at=mailbox.created_at, uidvalidity=-1)
    if folder.uidvalidity != standing.uidvalidity:
        folder.uidvalidity = standing.uidvalidity
        folder.last_uid, folder.old_until = 0, standing.uidnext - 1
        folder.save()
    return folder


def _arrival(found: Found) -> datetime:
    """When it arrived at the mailbox, by our clock, and never later than now."""
    return min(found.arrived_at + offset(), now())


def _is_old(found: Found, folder: Folder) -> bool:
    return _arrival(found) + DOUBT < folder.began_at


def _reach(folder: Folder, uid: int) -> None:
    if uid > folder.last_uid:
        _write_down(folder, uid)
        folder.last_uid = uid


def _write_down(folder: Folder, uid: int) -> None:
    Folder.objects.filter(pk=folder.pk, last_uid__lt=uid).update(last_uid=uid)


def _tidied(client: IMAPClient, account: Account, uids: Sequence[int]) -> str:
    """Tidy up; what fails is said and leaves the mail where it is. A broken connection goes on up."""
    try:
        tidy(client, account, uids)
    except MailboxTrouble as trouble:
        return str(trouble)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as refused:
        log.warning("stored mail was not tidied up", mailbox=account.address, why=str(refused))
        return f"Stored mail could not be marked or moved: {refused}"
    return ""
