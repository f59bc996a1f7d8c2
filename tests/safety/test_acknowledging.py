"""Acknowledgements cannot be used to write to strangers, to flood anybody, or to pass on words of others."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kept.channels.mail.sending.parcels import parcel_of
from kept.contacts.models import Contact, GuardDecision, Outgoing
from kept.handling.receive import receive
from kept.pledge.queries import current
from tests.making import Desk, arrival, take

REMOTE = "198.51.100.7"
DAY = timedelta(days=1)


def acknowledged(address: str) -> int:
    return Outgoing.objects.filter(purpose="acknowledgement", to_address=address).count()


def test_an_aligned_sender_is_acknowledged(desk: Desk, now: datetime) -> None:
    take(desk, at=now, sender="a@people.test", aligned="pass", peer=REMOTE)
    assert acknowledged("a@people.test") == 1


@pytest.mark.parametrize("aligned", ["none", "fail"])
def test_a_sender_that_nothing_stands_behind_is_not_and_the_decision_says_why(
    desk: Desk, now: datetime, aligned: str
) -> None:
    receipt = take(desk, at=now, sender="victim@people.test", aligned=aligned, peer=REMOTE)
    assert acknowledged("victim@people.test") == 0
    contact = Contact.objects.get(customer_id=receipt.customer_id, pk=receipt.contact_id)
    assert contact.promise_id  # he is owed an answer, or a look through, all the same
    if aligned == "none":
        decision = GuardDecision.objects.get(customer_id=receipt.customer_id)
        assert decision.verdict == "stop" and decision.reasons


def test_a_known_person_is_acknowledged_without_a_verdict_but_not_when_the_mail_is_forged(
    desk: Desk, now: datetime
) -> None:
    take(desk, at=now - 3 * DAY, sender="a@people.test", aligned="pass", peer=REMOTE)
    take(desk, at=now, sender="a@people.test", subject="Something else", peer=REMOTE)
    assert acknowledged("a@people.test") == 2
    take(desk, at=now + 2 * DAY, sender="a@people.test", subject="Forged", aligned="fail", peer=REMOTE)
    assert acknowledged("a@people.test") == 2


def test_one_address_is_acknowledged_once_a_day_however_often_it_writes(desk: Desk, now: datetime) -> None:
    for minutes in range(5):
        at = now + minutes * timedelta(minutes=7)
        take(desk, at=at, sender="a@people.test", subject=f"Matter {minutes}", aligned="pass", peer=REMOTE)
    mails = [
        arrival(desk, at=now, sender="b@people.test", subject=f"Matter {n}", aligned="pass", peer=REMOTE)
        for n in range(5)
    ]
    receive(mails, now=now)  # in one batch too
    assert (acknowledged("a@people.test"), acknowledged("b@people.test")) == (1, 1)
    take(desk, at=now + DAY + timedelta(hours=1), sender="a@people.test", aligned="pass", peer=REMOTE)
    assert acknowledged("a@people.test") == 2


def test_the_desk_acknowledges_only_so_many_a_minute_in_one_batch_and_in_many(
    desk: Desk, now: datetime
) -> None:
    most = current().pledge.brands[0].acknowledgement.per_minute
    mails = [
        arrival(desk, at=now, sender=f"c{n}@people.test", aligned="pass", peer=REMOTE)
        for n in range(most + 20)
    ]
    receive(mails[: most // 2], now=now)
    for mail in mails[most // 2 :]:
        receive([mail], now=now)
    assert Outgoing.objects.filter(purpose="acknowledgement").count() == most
    assert Contact.objects.filter(direction="in", promise_id=None).count() == 0


def test_it_leaves_with_the_null_sender_as_machine_mail_and_repeats_nothing_of_what_came_in(
    desk: Desk, now: datetime
) -> None:
    take(
        desk, at=now, sender="a@people.test", name="Buy <b>pills</b> at http://evil.test", aligned="pass",
        peer=REMOTE, subject="SUBJECTWORD http://evil.test", text="TEXTWORD http://evil.test",
    )  # fmt: skip
    row = Outgoing.objects.get(purpose="acknowledgement")
    parcel = parcel_of(row)
    assert row.null_sender and parcel.return_path == ""
    head, _, body = parcel.message.partition(b"\r\n\r\n")
    assert b"Auto-Submitted: auto-replied" in head
    for word in (b"SUBJECTWORD", b"TEXTWORD", b"pills", b"evil.test"):
        assert word not in body
        assert word not in b"".join(line for line in head.split(b"\r\n") if not line.startswith(b"To:"))


@pytest.mark.parametrize("machine", ["auto_reply", "out_of_office", "list", "bulk", "loop", "bounce", "own"])
def test_no_machine_is_acknowledged(desk: Desk, now: datetime, machine: str) -> None:
    take(desk, at=now, sender="robot@people.test", machine=machine, aligned="pass", peer=REMOTE)
    assert Outgoing.objects.count() == 0


def test_an_import_acknowledges_nobody(desk: Desk, now: datetime) -> None:
    receive([replace(arrival(desk, at=now, aligned="pass"), source="import")], now=now, silent=True)
    assert Outgoing.objects.count() == 0
