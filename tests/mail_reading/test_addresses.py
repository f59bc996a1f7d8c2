"""Address fields, dates and message ids, as standards want them and as senders write them."""

# ruff: noqa: E501 (tables are read by the row)

from datetime import UTC, datetime

import pytest

from kept.channels.mail.reading.addresses import addresses
from kept.channels.mail.reading.dates import moment
from kept.channels.mail.reading.identifiers import identifiers
from tests.mail_reading.mails import mail, read


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (b"Jane Doe <Jane@Customer.Example>", [("Jane Doe", "jane@customer.example")]),
        (b"jane@customer.example", [("", "jane@customer.example")]),
        (b'"Doe, Jane" <j@x.example>, Bob <b@x.example>', [("Doe, Jane", "j@x.example"), ("Bob", "b@x.example")]),
        (b"b@good.example <a@evil.example>", [("b@good.example", "a@evil.example")]),
        (b'"b@good.example" <a@evil.example>', [("b@good.example", "a@evil.example")]),
        (b"a@x.example (Al)", [("Al", "a@x.example")]),
        (b"MAILER-DAEMON", [("", "mailer-daemon")]),
        (b"undisclosed-recipients:;", []),
        (b"Team: a@x.example, b@x.example; c@x.example", [("", "a@x.example"), ("", "b@x.example"), ("", "c@x.example")]),
        (b"=?utf-8?Q?M=C3=BCller=2C_J=C3=B6rg?= <j@x.example>", [("Müller, Jörg", "j@x.example")]),
        (b"'Jane' <j@x.example>", [("Jane", "j@x.example")]),
        (b"j@x.example <j@x.example>", [("", "j@x.example")]),
        (b'"Jane \\"JD\\" Doe" <j@x.example>', [('Jane "JD" Doe', "j@x.example")]),
        (b"<@relay.example:j@x.example>", [("", "j@x.example")]),
        (b"Jane <j@x.example", [("Jane", "j@x.example")]),
        (b"Jane Doe j@x.example", [("Jane Doe", "j@x.example")]),
        ("Jörg <jörg@bücher.example>".encode(), [("Jörg", "jörg@bücher.example")]),
        ("Jörg <j@x.example>".encode("cp1252"), [("Jörg", "j@x.example")]),
        (b"Jane Doe", [("Jane Doe", "")]),
        (b"", []),
        (b",,;", []),
    ],
)  # fmt: skip
def test_people_are_found(value: bytes, people: list[tuple[str, str]]):
    assert list(addresses([value])) == people


def test_the_author_with_an_address_is_the_sender():
    assert read(mail(head=b"From: Nobody\nFrom: Jane <j@x.example>\n")).from_address == "j@x.example"


def test_without_an_author_the_sender_field_counts():
    assert read(mail(head=b"Sender: Jane <j@x.example>\n")).from_address == "j@x.example"


def test_every_recipient_field_counts():
    arrival = read(mail(b"x", b"To: second@x.example"))
    assert [address for _, address in arrival.to] == ["help@shop.example", "second@x.example"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"Wed, 17 Jun 2026 09:59:30 +0200", datetime(2026, 6, 17, 7, 59, 30, tzinfo=UTC)),
        (b"17 Jun 26 09:59 GMT", datetime(2026, 6, 17, 9, 59, tzinfo=UTC)),
        (b"Wed, 17 Jun 2026 09:59:60 -0000 (UTC)", datetime(2026, 6, 17, 9, 59, 59, tzinfo=UTC)),
        (b"2026-06-17T09:59:30+02:00", datetime(2026, 6, 17, 7, 59, 30, tzinfo=UTC)),
        (b"Wed Jun 17 09:59:30 2026", datetime(2026, 6, 17, 9, 59, 30, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Wed, 99 Jun 2026 09:59:30 +0200", None),
        (b"Wed, 17 Jun 2026 09:59:30 +9999", None),
        (b"", None),
    ],
)
def test_dates(value: bytes, expected: datetime | None):
    assert moment(value) == expected


def test_ids_come_without_brackets_each_once_and_bounded():
    assert identifiers([b"<a@x> <b@x>\r\n <a@x>"]) == ("a@x", "b@x")
    assert identifiers([b"a@x b@x"]) == ("a@x", "b@x")
    assert identifiers([b"Your message of Monday"]) == ()
    many = identifiers([b" ".join(b"<%d@x>" % n for n in range(500))])
    assert len(many) == 100 and many[0] == "0@x" and many[-1] == "499@x"
