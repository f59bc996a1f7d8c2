"""Mail over SMTP into the database: stored before it is acknowledged, and never lost."""

import os
import re
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from kept.contacts.models import Contact, Quarantine, RawMessage
from tests.mail_transport.mails import mail
from tests.mail_transport.peers.postfix import Postfix
from tests.mail_transport.peers.private import until

pytestmark = pytest.mark.usefixtures("open_desk")

SAMPLES = Path(os.environ.get("KEPT_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples")

IDENTITY = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def send(port: int, *messages: bytes, to: str = "help@shop.example") -> list[int]:
    """Send over one connection; the codes of the verdicts."""
    codes = []
    with smtplib.SMTP("127.0.0.1", port) as client:
        for message in messages:
            try:
                client.sendmail("ada@customer.example", [to], message)
                codes.append(250)
            except smtplib.SMTPDataError as refusal:
                codes.append(refusal.smtp_code)
            except smtplib.SMTPRecipientsRefused as refusal:
                codes.append(next(iter(refusal.recipients.values()))[0])
    return codes


def test_a_mail_is_a_contact_with_a_promise_and_its_bytes_come_out_as_they_came(listener):
    message = mail("The kettle leaks", body="It leaks.\r\n.and smokes\r\n")
    assert send(listener, message) == [250]
    assert bytes(RawMessage.objects.get().body) == message
    contact = Contact.objects.get(direction="in")
    assert contact.subject == "The kettle leaks" and contact.promise_id


def test_only_our_own_addresses_take_mail_and_what_follows_a_plus_does_not_matter(listener):
    assert send(listener, mail(), to="stranger@shop.example") == [550]
    assert send(listener, mail(), to="HELP+K7Q3M9E.0ab1@Shop.Example") == [250]
    assert send(listener, mail(), to="bounce+17.abcdef@shop.example") == [250]
    assert send(listener, mail(), to="postmaster@shop.example") == [250]


def test_the_same_mail_again_is_acknowledged_and_is_one_contact(listener):
    message = mail()
    assert send(listener, message, message) == [250, 250]
    assert send(listener, message) == [250]
    assert Contact.objects.filter(direction="in").count() == 1


@pytest.fixture
def poison(open_desk: None) -> Iterator[None]:
    """The database refuses contacts with the subject "poison", as it would some day for a reason unknown."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poisoned() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'unheard-of'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER poisoned BEFORE INSERT ON contacts_contact FOR EACH ROW "
            "WHEN (NEW.subject = 'poison') EXECUTE FUNCTION poisoned()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER poisoned ON contacts_contact; DROP FUNCTION poisoned()")


def test_a_mail_that_cannot_be_processed_is_quarantined_and_stops_no_other(listener, poison):
    messages = [mail(f"good {n}") if n % 4 else mail("poison") for n in range(12)]
    senders = [threading.Thread(target=send, args=(listener, message)) for message in messages]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(20)
    assert Contact.objects.filter(direction="in").count() == 9
    kept = list(Quarantine.objects.select_related("raw"))
    assert {bytes(each.raw.body) for each in kept} == {m for m in messages if b"poison" in m}
    assert all("unheard-of" in each.reason for each in kept)


def test_what_is_no_mail_at_all_is_quarantined_and_acknowledged(listener):
    assert send(listener, b"\r\n") == [250]
    assert Quarantine.objects.count() == 1


def test_a_quarantined_mail_is_taken_in_once_its_reason_is_gone(listener, poison):
    from kept.channels.mail.retrying import retry_quarantined
    from kept.clock import now

    send(listener, mail("poison"))
    row = Quarantine.objects.get()
    assert row.next_try_at
    assert retry_quarantined(now()) == (0, 0)
    assert retry_quarantined(row.next_try_at) == (1, 0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contacts_contact DISABLE TRIGGER poisoned")
    row.refresh_from_db()
    assert row.next_try_at and retry_quarantined(row.next_try_at) == (1, 1)
    assert Contact.objects.get(direction="in").subject == "poison"


@contextmanager
def database_gone() -> Iterator[None]:
    """Nobody gets in, and whoever was in is thrown out."""
    settings = connection.settings_dict
    name = settings["NAME"]
    connection.close()
    where = {"host": settings["HOST"], "user": settings["USER"], "dbname": "postgres"}
    if settings["PORT"]:
        where["port"] = settings["PORT"]
    with psycopg.connect(**where, autocommit=True) as control:
        control.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        control.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            control.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_while_the_database_is_gone_senders_are_asked_to_come_again_and_nothing_is_lost(listener):
    assert send(listener, mail("before")) == [250]
    retried = [mail(f"during {n}") for n in range(5)]
    with database_gone():
        assert send(listener, *retried) == [451] * 5
    until(lambda: send(listener, mail("after")) == [250], seconds=5)
    assert send(listener, *retried) == [250] * 5
    subjects = set(Contact.objects.filter(direction="in").values_list("subject", flat=True))
    assert subjects >= {"before", "after", *(f"during {n}" for n in range(5))}
    assert not Quarantine.objects.exists()


@pytest.mark.parametrize("door", ["smtp", "lmtp"])
def test_a_real_server_in_front_hands_its_mail_over(doors, door, peer_folder, needs_postfix):
    postfix = Postfix(peer_folder, routes={"shop.example": f"{door}:{doors[door]}"}).start()
    try:
        with smtplib.SMTP("127.0.0.1", postfix.port) as client:
            for number in range(30):
                recipients = ["help@shop.example", f"help+{number}@shop.example", "stranger@shop.example"]
                client.sendmail(
                    "ada@customer.example", recipients, mail(f"relayed {number}", body=".dots\r\n" * 500)
                )
        until(
            lambda: Contact.objects.filter(subject__startswith="relayed").count() == 30,
            what=postfix.log()[-3000:],
        )
        until(lambda: postfix.log().count("550 5.1.1 Nobody here has that address") >= 30)
    finally:
        postfix.stop()
    raw = RawMessage.objects.filter(source=door)[0]
    assert bytes(raw.body).endswith(b".dots\r\n" * 500)
    assert "help@shop.example" in raw.envelope_to and raw.envelope_from == "ada@customer.example"
    assert ("TLS connection established to 127.0.0.1" in postfix.log()) is (door == "smtp")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"NOT tested with real mails: there are none at {SAMPLES}.")
def test_every_sample_goes_in_and_its_bytes_come_out_identical(listener):
    files = [
        file
        for folder in ("mime", "bounces")
        for file in sorted((SAMPLES / folder).rglob("*"))
        if file.is_file()
    ]
    sent = {file: file.read_bytes() for file in files}
    senders = [threading.Thread(target=send, args=(listener, *list(sent.values())[n::12])) for n in range(12)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    sent = {file: raw if raw.endswith(b"\r\n") else raw + b"\r\n" for file, raw in sent.items()}
    stored = {bytes(body) for body in RawMessage.objects.values_list("body", flat=True)}
    identities = {identity for body in stored for identity in IDENTITY.findall(body)}
    lost = [
        str(file)
        for file, raw in sent.items()
        # Some samples are variants of one mail, with its identity and words: doubles, by design.
        if raw not in stored and not identities.intersection(IDENTITY.findall(raw))
    ]
    assert not lost, lost[:5]
