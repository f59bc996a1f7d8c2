"""Fetching from a real Dovecot: what is new comes in once, whatever happens on the way."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from imapclient import IMAPClient

from kept.channels.mail.fetching import waiting, watcher
from kept.channels.mail.fetching.account import sealed
from kept.channels.mail.fetching.run import run_fetching
from kept.channels.mail.models import Folder, Mailbox
from kept.clock import now as clock
from kept.contacts.models import Contact, Outgoing, Quarantine
from tests.mail_transport.mails import mail
from tests.mail_transport.peers.dovecot import PASSWORD, Dovecot
from tests.mail_transport.peers.private import until

pytestmark = pytest.mark.usefixtures("open_desk")

Fetching = Callable[..., None]


def mailbox(imap: Dovecot, **changes: object) -> Mailbox:
    moment = clock()
    values: dict[str, object] = {
        "address": "help@shop.example",
        "host": "127.0.0.1",
        "port": imap.port,
        "security": "none",
        "user": "ada",
        "password": sealed(PASSWORD),
        "created_at": moment,
        "changed_at": moment,
    }
    return Mailbox.objects.create(**{**values, **changes})


@pytest.fixture
def fetching(monkeypatch) -> Iterator[Callable[[], threading.Event]]:
    """Starts the fetcher; it is stopped at the end."""
    monkeypatch.setattr(watcher, "SHORTEST", 0.2)
    stops: list[tuple[threading.Event, threading.Thread]] = []

    def start(size_limit: int = 1_000_000) -> threading.Event:
        stop = threading.Event()
        thread = threading.Thread(target=run_fetching, args=(stop,), kwargs={"size_limit": size_limit})
        thread.start()
        stops.append((stop, thread))
        return stop

    yield start
    for stop, thread in stops:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def client(imap: Dovecot) -> IMAPClient:
    connected = IMAPClient("127.0.0.1", imap.port, ssl=False)
    connected.login("ada", PASSWORD)
    return connected


def contacts() -> int:
    return Contact.objects.filter(direction="in").count()


def test_mail_that_arrives_is_there_within_seconds_and_stays_unread_in_the_mailbox(imap, fetching):
    row = mailbox(imap)
    imap.deliver("ada", mail("before we listen"))
    fetching()
    until(lambda: contacts() == 1, what="the first mail")
    imap.deliver("ada", mail("while we listen"))
    until(lambda: contacts() == 2, seconds=5, what="the second mail, told by IDLE")
    with client(imap) as connected:
        connected.select_folder("INBOX")
        assert connected.search("UNSEEN") == [1, 2]
    row.refresh_from_db()
    assert row.last_ok_at and row.last_mail_at and row.failing_since is None


def test_mail_that_somebody_has_read_before_us_comes_in_all_the_same(imap, fetching):
    mailbox(imap)
    imap.deliver("ada", mail())
    with client(imap) as connected:
        connected.select_folder("INBOX")
        connected.add_flags([1], [b"\\Seen"])
    fetching()
    until(lambda: contacts() == 1)


def test_old_mail_is_left_alone_unless_everything_is_wanted_and_then_it_owes_nothing(imap, fetching):
    with client(imap) as connected:
        connected.append("INBOX", mail("years ago"), msg_time=datetime(2020, 1, 1, tzinfo=UTC))
        connected.append("INBOX", mail("today"))
    row = mailbox(imap)
    fetching()
    until(lambda: contacts() == 1)
    until(lambda: Folder.objects.get().last_uid == 2)
    assert Contact.objects.get(direction="in").subject == "today"
    row.delete()
    Folder.objects.all().delete()
    mailbox(imap, begin="all")
    until(lambda: contacts() == 2)
    old = Contact.objects.get(subject="years ago")
    assert old.imported and old.promise_id is None and old.at == datetime(2020, 1, 1, tzinfo=UTC)
    assert not Outgoing.objects.filter(
        to_address="ada@customer.example", contact__case_id=old.case_id
    ).exists()


def test_after_an_outage_of_the_server_everything_is_caught_up_in_batches(imap, fetching):
    row = mailbox(imap)
    fetching()
    until(lambda: Folder.objects.exists())
    imap.stop(hard=True)
    until(lambda: Mailbox.objects.get().failing_since, what="the failure on record")
    assert "127.0.0.1" in Mailbox.objects.get().last_error
    for number in range(45):
        imap.deliver("ada", mail(f"during the outage {number}"))
    imap.start()
    until(lambda: contacts() == 45, seconds=30)
    row.refresh_from_db()
    until(lambda: Mailbox.objects.get().failing_since is None)


def test_when_the_numbers_lose_their_validity_nothing_comes_twice_and_nothing_is_missed(imap, fetching):
    mailbox(imap)
    for number in range(5):
        imap.deliver("ada", mail(f"mail {number}"))
    stop = fetching()
    until(lambda: contacts() == 5)
    stop.set()
    imap.stop()
    imap.deliver("ada", mail("meanwhile"))
    imap.change_validity("ada")
    imap.start()
    fetching()
    until(lambda: contacts() == 6)
    until(lambda: Folder.objects.get().last_uid == 6)
    assert contacts() == 6


def test_a_mail_that_is_too_large_is_shown_in_quarantine_and_the_next_one_comes_in(imap, fetching):
    mailbox(imap)
    imap.deliver("ada", mail("huge", body="x" * 30_000))
    imap.deliver("ada", mail("small"))
    fetching(size_limit=20_000)
    until(lambda: contacts() == 1 and Quarantine.objects.exists())
    kept = Quarantine.objects.get()
    assert "30" in kept.reason and "20000" in kept.reason
    assert b"Subject: huge" in bytes(kept.raw.body)


def test_a_wrong_password_is_said_in_plain_words_and_dated(imap, fetching):
    mailbox(imap, password=sealed("wrong"))
    fetching()
    until(lambda: Mailbox.objects.get().failing_since)
    row = Mailbox.objects.get()
    assert "refuses the sign-in of ada" in row.last_error and "password" in row.remedy


@pytest.mark.parametrize(
    ("after", "seen", "left", "archived"), [("seen", 1, 1, 0), ("move", 0, 0, 1), ("delete", 0, 0, 0)]
)
def test_what_happens_to_stored_mail_in_the_mailbox_is_what_its_settings_say(
    imap, fetching, after, seen, left, archived
):
    with client(imap) as connected:
        connected.create_folder("Archive")
    mailbox(imap, after=after, after_folder="Archive" if after == "move" else "")
    imap.deliver("ada", mail())
    fetching()
    until(lambda: contacts() == 1)

    def found() -> tuple[int, int, int]:
        with client(imap) as connected:
            connected.select_folder("INBOX", readonly=True)
            counts = len(connected.search("SEEN")), len(connected.search("ALL"))
            connected.select_folder("Archive", readonly=True)
            return (*counts, len(connected.search("ALL")))

    until(lambda: found() == (seen, left, archived), what=f"{found()}")


def test_several_mailboxes_and_folders_are_fetched_and_a_broken_one_disturbs_nobody(
    imap, fetching, monkeypatch
):
    monkeypatch.setattr(waiting, "PAUSE", 0.5)
    with client(imap) as connected:
        connected.create_folder("Forms")
    mailbox(imap, folders=["INBOX", "Forms"])
    mailbox(imap, address="second@shop.example", user="bob")
    mailbox(imap, address="broken@shop.example", user="eve", port=1)
    imap.deliver("ada", mail("to the inbox"))
    imap.deliver("ada", mail("to the forms"), folder=".Forms")
    imap.deliver("bob", mail("to bob"))
    fetching()
    until(lambda: contacts() == 3)
    until(lambda: Mailbox.objects.get(user="eve").failing_since)
    assert not Mailbox.objects.exclude(user="eve").exclude(failing_since=None).exists()


def test_two_fetchers_do_not_fetch_the_same_mailbox_at_once(imap, fetching):
    mailbox(imap)
    fetching()
    fetching()
    imap.deliver("ada", mail())
    until(lambda: contacts() == 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert cursor.fetchone()[0] == 1


def test_the_address_that_the_server_wrote_down_decides_to_whom_a_mail_went(imap, fetching):
    mailbox(imap)
    imap.deliver("ada", mail(to="friends@list.example", headers="Delivered-To: help+x@shop.example\r\n"))
    fetching()
    until(lambda: contacts() == 1)
    from kept.contacts.models import RawMessage

    assert RawMessage.objects.get().envelope_to == ["help+x@shop.example"]


def test_a_pause_grows_with_chance_and_has_an_end():
    pauses = [watcher.pause(n, lasting=False) for n in range(40)]
    assert pauses[0] <= watcher.SHORTEST and max(pauses) <= watcher.LONGEST
    assert watcher.pause(0, lasting=True) >= 15
    assert timedelta(seconds=watcher.pause(39, lasting=True)) > timedelta(minutes=15)
