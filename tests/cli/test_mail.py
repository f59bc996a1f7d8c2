"""Commands about mail that came: quarantine, import, reading again."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from kept.cases.models import Case
from kept.channels.mail.intake import Incoming, read, take_in
from kept.channels.mail.retrying import read_again
from kept.contacts.models import Attachment, Contact, Outgoing, Quarantine, RawMessage
from kept.handling.arrival import Arrival
from kept.handling.quarantine import quarantine
from kept.handling.reprocess import Reprocessed, reprocess
from kept.ledger.actor import SETUP
from kept.ledger.models import Entry
from kept.promises.models import Promise
from tests.cli.conftest import Kept
from tests.making import Desk

pytestmark = pytest.mark.usefixtures("keyed_sql")
JUNK = b"\x00\x07\x00\x00\x89PNG" + bytes(64)


def mail(to: str, number: int = 1, text: str = "Where are my boots?", file: bytes = b"") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Mary Miller <mary@customer.test>", to
    message["Subject"], message["Message-ID"] = f"Boots {number}", f"<{number}@customer.test>"
    message["Date"] = "Tue, 16 Jun 2026 09:00:00 +0000"
    message.set_content(text)
    if file:
        message.add_attachment(file, maintype="application", subtype="pdf", filename="bill.pdf")
    return message.as_bytes()


def came(desk: Desk, raw: bytes, at: datetime) -> Contact:
    """Take a mail in through the channel's own door."""
    incoming = Incoming(raw, "mary@customer.test", (desk.address,), "127.0.0.1", at, "smtp")
    take_in([read(incoming)], now=at)
    raw_row = RawMessage.objects.order_by("-pk").first()
    return Contact.objects.get(customer_id=raw_row.result_customer, pk=raw_row.result_contact)


def set_aside(now: datetime, raw: bytes = JUNK) -> int:
    return quarantine(
        raw,
        channel="mail",
        source="smtp",
        envelope_from="x@y.test",
        envelope_to=("z@kept.test",),
        peer="",
        received_at=now,
        reason="This is no mail.",
        now=now,
    )


def test_what_could_not_be_taken_in_is_listed_saved_and_dismissed(desk: Desk, now: datetime, kept: Kept):
    number = set_aside(now)
    (row,) = kept.json("quarantine")
    assert (row["id"], row["reason"], row["from"], row["size"]) == (
        str(number),
        "This is no mail.",
        "x@y.test",
        len(JUNK),
    )
    assert kept.json("quarantine", "list") == [row]
    assert kept.run("quarantine", "raw", str(number)).stdout_bytes == JUNK
    assert base64.b64decode(kept.json("quarantine", "raw", str(number))["base64"]) == JUNK
    assert kept.refusal("quarantine", "retry", str(number)) == "still_quarantined"
    words = ("quarantine", "dismiss", str(number), "--as", "jonas@kept.test", "--why", "Noise")
    assert kept.json(*words) == {"id": str(number), "how": "dismissed", "case": ""}
    assert kept.json("quarantine") == [] and "Nothing" in kept.words("quarantine")
    assert Quarantine.objects.get(pk=number).ended_by == f"agent:{desk.jonas.pk}"
    assert kept.refusal("quarantine", "retry", "999999") == "not_found"


def test_what_can_be_read_by_now_is_taken_in(desk: Desk, now: datetime, kept: Kept):
    number = set_aside(now, mail(desk.address))
    end = kept.json("quarantine", "retry", str(number))
    assert (end["how"], kept.json("case", end["case"])["customer"]) == ("taken_in", "Mary Miller")


def test_an_import_is_silent_owes_nothing_and_stores_nothing_twice(
    desk: Desk, now: datetime, kept: Kept, tmp_path: Path
):
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(mail(desk.address, number))
    assert kept.json("import", "eml", str(tmp_path)) == {
        "seen": 3,
        "stored": 3,
        "doubled": 0,
        "quarantined": 0,
    }
    assert kept.json("import", "eml", str(tmp_path))["doubled"] == 3
    assert kept.json("owed") == [] and kept.json("outbox") == [] and kept.json("ignored") == []
    assert "3 known already" in kept.words("import", "eml", str(tmp_path))
    assert kept.refusal("import", "eml", "/nowhere/at/all") == "no_such_source"
    assert kept.refusal("import", "pst", str(tmp_path)) == "no_such_source"


def test_reading_again_changes_nothing_that_was_read_right(desk: Desk, now: datetime, kept: Kept):
    contact = came(desk, mail(desk.address, file=b"%PDF"), now)
    entries = Entry.objects.filter(customer_id=contact.customer_id).count()
    assert kept.json("reprocess") == {"looked_at": 1, "changed": 0, "unreadable": 0, "people": []}
    assert Entry.objects.filter(customer_id=contact.customer_id).count() == entries
    assert kept.json("reprocess", "--since", "2026-06-18")["looked_at"] == 0
    assert kept.refusal("reprocess", "--since", "yesterday") == "bad_time"


def test_what_an_older_reader_got_wrong_is_put_right_once_and_nothing_is_sent(
    desk: Desk, now: datetime, kept: Kept
):
    contact = came(desk, mail(desk.address, file=b"%PDF"), now)
    rows = Contact.objects.filter(customer_id=contact.customer_id, pk=contact.pk)
    rows.update(subject="=?utf-8?q?Boots", visible="?", snippet="?", attachments=0)
    Case.objects.filter(customer_id=contact.customer_id, pk=contact.case_id).update(snippet="?")
    Attachment.objects.filter(customer_id=contact.customer_id).delete()
    RawMessage.objects.filter(pk=contact.raw_id).update(parser="kept 0")
    sent = Outgoing.objects.filter(customer_id=contact.customer_id).count()
    assert kept.json("reprocess")["changed"] == 1
    assert kept.json("reprocess")["changed"] == 0
    again = rows.get()
    assert (again.subject, again.visible.strip(), again.attachments) == ("Boots 1", "Where are my boots?", 1)
    file = Attachment.objects.get(customer_id=contact.customer_id, contact_id=contact.pk)
    assert (file.name, file.size) == ("bill.pdf", 4)
    case = Case.objects.get(customer_id=contact.customer_id, pk=contact.case_id)
    assert case.snippet == again.snippet
    assert Outgoing.objects.filter(customer_id=contact.customer_id).count() == sent
    (entry,) = Entry.objects.filter(customer_id=contact.customer_id, kind="contact.read_again")
    assert '"changed":["subject","snippet","visible","attachments"]' in entry.body
    assert RawMessage.objects.get(pk=contact.raw_id).parser != "kept 0"


def test_a_file_that_is_as_before_keeps_its_place_in_the_store(desk: Desk, now: datetime):
    contact = came(desk, mail(desk.address, file=b"%PDF"), now)
    Attachment.objects.filter(customer_id=contact.customer_id).update(stored_at=now)

    def also_a_letter(raw: RawMessage) -> Arrival:
        arrival = read_again(raw)
        letter = replace(arrival.attachments[0], path="9", name="letter.txt")
        return replace(arrival, attachments=(*arrival.attachments, letter))

    assert reprocess(also_a_letter, since=None, by=SETUP, now=now).changed == 1
    files = {file.name: file for file in Attachment.objects.filter(customer_id=contact.customer_id)}
    assert files["bill.pdf"].stored_at == now and files["letter.txt"].stored_at is None


def test_a_person_who_was_taken_for_a_machine_is_named_so_that_somebody_looks(desk: Desk, now: datetime):
    def machine(raw: RawMessage) -> Arrival:
        return replace(read_again(raw), machine="auto_reply", machine_reason="It says so.")

    contact = came(desk, mail(desk.address), now)
    Promise.objects.filter(customer_id=contact.customer_id).update(state="void", next_check_at=None)
    Contact.objects.filter(customer_id=contact.customer_id, pk=contact.pk).update(
        machine="auto_reply", no_answer_reason="It says so.", promise_id=None
    )
    case = Case.objects.get(customer_id=contact.customer_id, pk=contact.case_id)
    assert reprocess(machine, since=None, by=SETUP, now=now).people == ()
    assert reprocess(read_again, since=None, by=SETUP, now=now).people == (case.reference,)
    case = Case.objects.get(customer_id=contact.customer_id, pk=contact.case_id)
    assert (case.contacts_in, case.last_in_at) == (1, now)


def test_a_mail_that_cannot_be_read_any_more_stays_as_it_is(desk: Desk, now: datetime):
    came(desk, mail(desk.address), now)
    done = reprocess(lambda raw: None, since=None, by=SETUP, now=now)
    assert done == Reprocessed(looked_at=1, unreadable=1)


def test_a_mistake_of_the_reader_keeps_no_other_mail_from_being_read(
    desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    from kept.operations.cli.reprocessing import read as read_one

    came(desk, mail(desk.address), now)
    raw = RawMessage.objects.get()
    raw.envelope_to = None  # what no reader expects
    assert read_one(raw) is None
    raw.body = b""
    assert read_one(raw) is None


def test_reading_goes_on_after_a_hundred_contacts(desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch):
    from kept.handling import reprocess as module

    monkeypatch.setattr(module, "BATCH", 2)
    for number in range(5):
        came(desk, mail(desk.address, number), now + timedelta(seconds=number))
    shares: list[float] = []
    done = reprocess(
        read_again, since=None, by=SETUP, now=now, progress=lambda share, _: shares.append(share)
    )
    assert done.looked_at == 5 and shares[-1] == 1.0 and shares == sorted(shares)
