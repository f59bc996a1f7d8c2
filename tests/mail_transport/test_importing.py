"""Mails of the past: taken in once, silently, with little memory, from mbox, maildir and eml."""

import mailbox
import tracemalloc
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from kept.channels.mail.importing.run import Report, import_mail
from kept.channels.mail.importing.sources import NoSuchSource, mails
from kept.contacts.models import Contact, Outgoing, Quarantine, RawMessage
from tests.mail_transport.mails import mail

NOW = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


def mbox(path: Path, *messages: bytes) -> Path:
    """An mbox as other programs write it: the standard library's."""
    box = mailbox.mbox(path)
    for message in messages:
        box.add(mailbox.mboxMessage(message_from_bytes(message)))
    box.close()
    return path


@pytest.mark.usefixtures("open_desk")
def test_an_import_owes_nothing_sends_nothing_and_keeps_the_times(tmp_path):
    past = mail("old", headers="Received: from x by y; Tue, 03 Mar 2020 10:00:00 +0100\r\n")
    report = import_mail(mbox(tmp_path / "box", past, mail("newer")), "mbox", now=NOW)
    assert report == Report(seen=2, stored=2)
    contact = Contact.objects.get(subject="old")
    assert contact.imported and contact.promise_id is None and contact.no_answer_reason
    assert contact.at == datetime(2020, 3, 3, 9, 0, tzinfo=UTC)
    assert not Outgoing.objects.exists()


@pytest.mark.usefixtures("open_desk")
def test_a_second_import_stores_nothing_and_one_that_was_cut_short_is_completed_by_it(tmp_path):
    messages = [mail(f"mail {n}") for n in range(120)]
    told: list[tuple[float, Report]] = []
    import_mail(mbox(tmp_path / "half", *messages[:50]), "mbox", now=NOW)
    whole = mbox(tmp_path / "whole", *messages)
    report = import_mail(whole, "mbox", now=NOW, progress=lambda share, report: told.append((share, report)))
    assert report == Report(seen=120, stored=70, doubled=50)
    assert import_mail(whole, "mbox", now=NOW) == Report(seen=120, doubled=120)
    assert [share for share, _ in told] == sorted(share for share, _ in told) and told[-1] == (1.0, report)
    assert Contact.objects.count() == 120


@pytest.mark.usefixtures("open_desk")
def test_a_maildir_with_folders_and_a_folder_of_eml_files_come_in(tmp_path):
    for name in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new"):
        (tmp_path / "maildir" / name).mkdir(parents=True)
    (tmp_path / "maildir/cur/1.x:2,S").write_bytes(mail("read"))
    (tmp_path / "maildir/new/2.x").write_bytes(mail("unread"))
    (tmp_path / "maildir/.Sent/cur/3.x:2,").write_bytes(
        mail("sent", sender="help@shop.example", to="ada@customer.example")
    )
    (tmp_path / "maildir/tmp/4.x").write_bytes(mail("half written"))
    assert import_mail(tmp_path / "maildir", "maildir", now=NOW).seen == 3
    (tmp_path / "eml/below").mkdir(parents=True)
    (tmp_path / "eml/one.eml").write_bytes(mail("one"))
    (tmp_path / "eml/below/two.EML").write_bytes(mail("two"))
    (tmp_path / "eml/readme.txt").write_text("no mail")
    assert import_mail(tmp_path / "eml", "eml", now=NOW) == Report(seen=2, stored=2)
    assert import_mail(tmp_path / "eml/one.eml", "eml", now=NOW) == Report(seen=1, doubled=1)


@pytest.mark.usefixtures("open_desk")
def test_what_is_too_large_or_no_mail_is_shown_in_quarantine_and_stops_nothing(tmp_path):
    for name, content in (("1", mail("huge", body="x" * 5000)), ("2", b""), ("3", mail("good"))):
        (tmp_path / f"{name}.eml").write_bytes(content)
    report = import_mail(tmp_path, "eml", now=NOW, size_limit=2000)
    assert report == Report(seen=3, stored=1, quarantined=2)
    assert sorted(q.raw.source for q in Quarantine.objects.all()) == ["import", "import:part"]


@pytest.mark.usefixtures("open_desk")
def test_raw_bytes_are_the_mails_own_without_what_the_mbox_added(tmp_path):
    quoted = mail("quoting", body="From here on\nFrom there\n>From me\n").replace(b"\r\n", b"\n")
    import_mail(mbox(tmp_path / "box", quoted, mail("second")), "mbox", now=NOW)
    bodies = [bytes(body) for body in RawMessage.objects.order_by("id").values_list("body", flat=True)]
    assert bodies[0].endswith(b"From here on\nFrom there\nFrom me\n")


def test_memory_stays_flat_however_long_the_mbox_is(tmp_path):
    with (tmp_path / "long").open("wb") as file:
        for number in range(3000):
            file.write(b"From ada@customer.example Thu Jan  1 00:00:00 2015\n" + b"x" * 76 + b"\n")
            file.write((b"y" * 76 + b"\n") * 130 + f"{number}\n\n".encode())
    tracemalloc.start()
    assert sum(1 for _ in mails(tmp_path / "long", "mbox", size_limit=10**6)) == 3000
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def test_only_a_postmark_after_an_empty_line_begins_a_mail(tmp_path):
    (tmp_path / "box").write_bytes(
        b"From a@b Thu Jan  1 00:00:00 1970\nSubject: 1\n\nFrom Monday 10:00 on we are closed in 2027\n\n"
        b"From you I heard nothing\n\nFrom b Fri Jan  2 10:00:00 2015\r\nSubject: 2\r\n\r\nbody\r\n"
        b"\r\nFrom somebody at an odd time\nSubject: 3\n\n"
    )
    found = [one.raw for one in mails(tmp_path / "box", "mbox", size_limit=10**6)]
    assert len(found) == 3 and found[1] == b"Subject: 2\r\n\r\nbody\r\n"


def test_a_wrong_path_or_kind_is_refused_with_what_would_be_right(tmp_path):
    for path, kind in (
        (tmp_path / "no", "mbox"),
        (tmp_path, "mbox"),
        (tmp_path, "maildir"),
        (tmp_path, "pst"),
    ):
        with pytest.raises(NoSuchSource) as refusal:
            next(mails(path, kind, size_limit=1))
        assert refusal.value.remedy
