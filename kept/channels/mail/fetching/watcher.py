"""One mailbox, watched: a connection that stays, folders brought up to date, pauses after trouble."""

import random
import threading

import structlog
from django.db import DatabaseError, InterfaceError, connection

from kept.channels.mail.fetching.account import MailboxTrouble, account_of
from kept.channels.mail.fetching.catching_up import Fetch, Round
from kept.channels.mail.fetching.health import went_well, went_wrong
from kept.channels.mail.fetching.session import signed_in
from kept.channels.mail.fetching.waiting import wait_for_news
from kept.channels.mail.intake import TryLater
from kept.channels.mail.models import Mailbox
from kept.clock import now
from kept.pledge.queries import current

log = structlog.get_logger(__name__)

#: Seconds to wait after trouble: doubled each time, with chance, up to the longest. What does not pass by
#: itself (a refused password) is tried more rarely, as providers lock accounts.
SHORTEST, LONGEST, LONGEST_LASTING = 2.0, 300.0, 1800.0
#: How often a process asks for a mailbox that another one fetches.
ASK_AGAIN = 15.0
#: The first number of the advisory locks on mailboxes; the second is the mailbox's.
_LOCKS = 0x6D61696C


class Watcher(threading.Thread):
    """Fetches one mailbox until told to stop. One process at a time does: see `_mine`."""

    def __init__(self, mailbox: Mailbox, *, size_limit: int) -> None:
        super().__init__(name=f"mailbox-{mailbox.id}", daemon=True)
        self.changed_at = mailbox.changed_at
        self._id = mailbox.id
        self._size_limit = size_limit
        self._stop_asked = threading.Event()
        self._troubles = 0

    def stop(self) -> None:
        """Ask it to end; it does so within seconds."""
        self._stop_asked.set()

    def run(self) -> None:
        """Watch; after trouble record it, wait, and begin again."""
        while not self._stop_asked.is_set():
            lasting = False
            try:
                if self._mine():
                    self._watch()
                else:
                    self._stop_asked.wait(ASK_AGAIN)
                continue
            except MailboxTrouble as trouble:
                lasting = trouble.lasting
                self._record(trouble)
            except (TryLater, DatabaseError, InterfaceError) as away:
                connection.close()
                log.warning("mailbox waits for the database", mailbox=self._id, why=str(away).strip())
            except Exception as mistake:  # One mailbox must not end the others, and its failure is shown.
                log.exception("fetching failed", mailbox=self._id)
                self._record(MailboxTrouble(f"Fetching failed: {type(mistake).__name__}: {mistake}"))
            self._stop_asked.wait(pause(self._troubles, lasting=lasting))
            self._troubles += 1
        connection.close()  # and with it the lock

    def _watch(self) -> None:
        mailbox = Mailbox.objects.get(id=self._id)
        account = account_of(mailbox)
        several = len(account.folders) > 1
        with signed_in(account) as client:
            while not self._stop_asked.is_set():
                fetch = Fetch(client, mailbox, account, current().pledge, self._size_limit, self._stop_asked)
                # The first folder last: it is then the open one, which IDLE watches.
                rounds = [fetch.catch_up(name) for name in reversed(account.folders)]
                self._well(rounds)
                wait_for_news(client, self._stop_asked, several=several)

    def _well(self, rounds: list[Round]) -> None:
        self._troubles = 0
        went_well(
            self._id,
            mail=any(each.stored or each.quarantined for each in rounds),
            now=now(),
            remark=next((each.untidied for each in rounds if each.untidied), ""),
        )

    def _record(self, trouble: MailboxTrouble) -> None:
        log.warning("mailbox trouble", mailbox=self._id, why=trouble.sentence)
        try:
            went_wrong(self._id, trouble.sentence, trouble.remedy, now=now())
        except (DatabaseError, InterfaceError) as away:
            connection.close()
            log.warning("mailbox trouble not recorded", mailbox=self._id, why=str(away).strip())

    def _mine(self) -> bool:
        """Take the mailbox for this process; the lock ends with the thread's connection, however that ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, self._id])
            row = cursor.fetchone()
        return bool(row and row[0])


def pause(troubles: int, *, lasting: bool) -> float:
    """Seconds to wait after so many troubles in a row: longer each time, with chance so that none march in step."""
    longest = LONGEST_LASTING if lasting else LONGEST
    base = min(longest, (30.0 if lasting else SHORTEST) * 2.0 ** min(troubles, 20))
    return base * random.uniform(0.6, 1.0)
