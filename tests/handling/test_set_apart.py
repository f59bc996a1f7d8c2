"""Mail set apart: the same bytes by two doors are one, whoever brings them and whatever became of them."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from kept.channels.mail.intake import Incoming, Taken, read, take_in
from kept.contacts.models import Quarantine, RawMessage
from kept.handling.quarantine import dismiss
from tests.making import Desk

NOISE = b"From: shop\x00@else.example\r\nContent-Type: multipart/mixed\r\n\r\n\x00\xff"
LIST = (
    b"From: News <news@list.example>\r\nTo: hello@shop.example\r\nSubject: Offers\r\n"
    b"Message-ID: <1@list.example>\r\nList-Id: <news.list.example>\r\nPrecedence: bulk\r\n\r\nBuy.\r\n"
)


def bring(raw: bytes, desk: Desk, now: datetime, source: str, problem: str = "", to: str = "") -> Taken:
    incoming = Incoming(raw, "x@else.example", (to or desk.address,), "192.0.2.1", now, source, problem)
    return take_in([read(incoming)], now=now)[0]


def brought_apart(raw: bytes, desk: Desk, now: datetime, source: str, **more: str) -> Taken:
    return bring(raw, desk, now, source, problem="Nobody can read this.", **more)


@pytest.mark.usefixtures("db")
class TestUnreadable:
    def test_identical_bytes_by_a_second_door_are_a_double(self, desk: Desk, now: datetime) -> None:
        assert brought_apart(NOISE, desk, now, "smtp") is Taken.QUARANTINED
        assert brought_apart(NOISE, desk, now, "imap:1") is Taken.DOUBLED
        assert (Quarantine.objects.count(), RawMessage.objects.count()) == (1, 1)

    def test_what_was_dismissed_does_not_come_back_by_another_door(self, desk: Desk, now: datetime) -> None:
        brought_apart(NOISE, desk, now, "smtp")
        dismiss(Quarantine.objects.get().pk, reason="Noise.", by=desk.ines, now=now)
        assert brought_apart(NOISE, desk, now, "imap:1") is Taken.DOUBLED
        assert not Quarantine.objects.filter(ended_at=None).exists()

    def test_what_is_a_contact_already_is_not_set_apart_beside_it(self, desk: Desk, now: datetime) -> None:
        letter = b"From: Ann <ann@else.example>\r\nMessage-ID: <2@else.example>\r\n\r\nWhere is it?\r\n"
        assert bring(letter, desk, now, "smtp") is Taken.STORED
        assert brought_apart(letter, desk, now, "imap:1") is Taken.DOUBLED
        assert not Quarantine.objects.exists()

    def test_what_is_for_nobody_of_ours_is_no_second_one_either(self, desk: Desk, now: datetime) -> None:
        brought_apart(NOISE, desk, now, "smtp")
        assert brought_apart(NOISE, desk, now, "import", to="someone@else.example") is Taken.DOUBLED


@pytest.mark.usefixtures("db")
class TestMachines:
    def test_identical_bytes_by_a_second_door_are_a_double(self, desk: Desk, now: datetime) -> None:
        first = bring(LIST, desk, now, "smtp")
        second = bring(LIST, desk, now, "imap:1")
        assert second is Taken.DOUBLED
        assert RawMessage.objects.count() == 1
        assert Quarantine.objects.count() == (first is Taken.QUARANTINED)

    def test_a_bounce_of_nothing_we_know_is_set_apart_once(self, desk: Desk, now: datetime) -> None:
        bounce = (
            b"From: MAILER-DAEMON@mx.example\r\nTo: bounce@shop.example\r\nSubject: Undelivered\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\n"
            b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            b"Final-Recipient: rfc822; who@else.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        )
        assert bring(bounce, desk, now, "smtp") is Taken.QUARANTINED
        assert bring(bounce, desk, now, "imap:1") is Taken.DOUBLED
        assert Quarantine.objects.count() == 1


def test_two_doors_at_once_set_the_same_bytes_apart_once(db_with_desk: Desk, now: datetime) -> None:
    start, taken = threading.Barrier(2), []

    def door(source: str) -> None:
        start.wait()
        taken.append(brought_apart(NOISE, db_with_desk, now, source))
        connection.close()

    doors = [threading.Thread(target=door, args=(source,)) for source in ("smtp", "imap:1")]
    for each in doors:
        each.start()
    for each in doors:
        each.join(20)
    assert sorted(taken) == sorted([Taken.QUARANTINED, Taken.DOUBLED])
    assert Quarantine.objects.count() == 1
