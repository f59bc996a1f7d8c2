"""Bounces and their kin: which message, which recipient, and why, in plain words."""

# ruff: noqa: E501 (tables are read by the row)

import pytest

from kept.channels.mail.reading.status_words import status_of, words_of
from tests.mail_reading.mails import HEAD, mail, multipart, read

DAEMON = b"From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>\nSubject: Undelivered Mail Returned to Sender\n"
OURS = (
    b"Content-Type: message/rfc822\n\nFrom: Shop <help@shop.example>\nSubject: Re: Where is my order?\n"
    b"Message-ID: <kept.77.k3y7c0de@shop.example>\n\nDear Jane\n"
)
NOTE = b"Content-Type: text/plain\n\nI am sorry.\n\n<jane@customer.example>: host mx said: 550 5.1.1 User unknown\n"


def status(*blocks: bytes) -> bytes:
    return b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.example\n" + b"".join(
        b"\n" + block for block in blocks
    )


def report(*parts: bytes, boundary: bytes = b"b1") -> bytes:
    kind, body = multipart(b"report; report-type=delivery-status", *parts, boundary=boundary)
    kind = kind.replace(
        b"multipart/report; report-type=delivery-status;", b"multipart/report; report-type=delivery-status;"
    )
    return mail(body, kind, head=DAEMON)


FAILED = (
    b"Original-Recipient: rfc822;jane@customer.example\nFinal-Recipient: rfc822;j.doe@inner.example\nAction: failed\n"
    b"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <j.doe@inner.example> User unknown\n"
)


def test_a_report_by_the_book():
    arrival = read(report(NOTE, status(FAILED), OURS), envelope_from="")
    assert arrival.machine == "bounce" and arrival.machine_reason.endswith(".")
    [one] = arrival.reports
    assert (one.action, one.recipient, one.status) == ("failed", "jane@customer.example", "5.1.1")
    assert one.words == "The mailbox does not exist."
    assert one.message_id == "kept.77.k3y7c0de@shop.example"
    assert one.keyed == "77.k3y7c0de"


def test_each_recipient_has_a_report_of_his_own():
    full = b"Final-Recipient: rfc822;bob@customer.example\nAction: failed\nStatus: 4.2.2\n"
    arrival = read(report(NOTE, status(FAILED, full), OURS), envelope_from="")
    assert [one.words for one in arrival.reports] == ["The mailbox does not exist.", "The mailbox is full."]


def test_a_delay_is_no_failure():
    late = b"Final-Recipient: rfc822;jane@customer.example\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: tomorrow\n"
    arrival = read(report(NOTE, status(late), OURS), envelope_from="")
    assert arrival.machine == "delay"
    assert arrival.reports[0].words.startswith("It is delayed; the mail system goes on trying.")


def test_a_delivery_notice_is_good_news():
    there = b"Final-Recipient: rfc822;jane@customer.example\nAction: delivered\nStatus: 2.0.0\n"
    arrival = read(report(NOTE, status(there), OURS), envelope_from="")
    assert (arrival.machine, arrival.reports[0].action) == ("delivery_notice", "delivered")


def test_the_return_path_tells_the_message_when_nothing_is_handed_back():
    arrival = read(
        report(NOTE, status(FAILED)), envelope_from="", envelope_to=("bounce+77.K3Y7C0DE@shop.example",)
    )
    assert arrival.reports[0].keyed == "77.k3y7c0de"
    assert arrival.reports[0].message_id == ""


def test_headers_alone_handed_back_are_enough():
    headers = (
        b"Content-Type: text/rfc822-headers\n\nMessage-ID:\n <kept.77.k3y7c0de@shop.example>\nSubject: x\n"
    )
    assert read(report(NOTE, status(FAILED), headers), envelope_from="").reports[0].keyed == "77.k3y7c0de"


def test_a_report_with_cr_line_ends_or_without_delimiters_is_understood():
    raw = report(NOTE, status(FAILED), OURS)
    for broken in (raw.replace(b"\r\n", b"\r"), raw.replace(b"--b1", b"")):
        arrival = read(broken, envelope_from="")
        assert arrival.machine == "bounce"
        assert arrival.reports[0].recipient == "jane@customer.example"
        assert arrival.reports[0].keyed == "77.k3y7c0de"


@pytest.mark.parametrize(
    ("subject", "body", "words"),
    [
        (
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the"
            " following addresses.\n\n<jane@customer.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\nMessage-ID: <kept.77.k3y7c0de@shop.example>\n\nDear Jane\n",
            "The mailbox does not exist.",
        ),
        (
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
            " delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
            "  jane@customer.example\n    mailbox is full\n\n------ This is a copy of the message, including all the headers."
            " ------\n\nMessage-ID: <kept.77.k3y7c0de@shop.example>\n\nDear Jane\n",
            "The mailbox is full.",
        ),
    ],
)  # fmt: skip
def test_reports_of_no_standard_are_understood(subject: str, body: str, words: str):
    head = b"From: MAILER-DAEMON@mx.customer.example\nSubject: " + subject.encode() + b"\n"
    arrival = read(mail(body.encode(), head=head), envelope_from="")
    assert arrival.machine == "bounce"
    [one] = arrival.reports
    assert (one.recipient, one.words, one.keyed) == ("jane@customer.example", words, "77.k3y7c0de")


def test_a_person_who_quotes_a_bounce_is_a_person():
    body = b"I got this, what does it mean?\n\n> Final-Recipient: rfc822;help@shop.example\n> Action: failed\n> Status: 5.1.1\n"
    for subject in (b"What is this?", b"Undelivered Mail Returned to Sender", b"Zustellung nicht erfolgt"):
        arrival = read(mail(body, head=HEAD.replace(b"Where is my order?", subject)))
        assert arrival.machine == "" and arrival.reports == ()


def test_a_receipt_says_that_it_was_shown():
    note = (
        b"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;jane@customer.example\n"
        b"Original-Message-ID: <kept.77.k3y7c0de@shop.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    )
    kind, body = multipart(b"report", b"Content-Type: text/plain\n\nIt was shown.\n", note)
    kind = kind.replace(b"multipart/report;", b"multipart/report; report-type=disposition-notification;")
    arrival = read(mail(body, kind))
    assert arrival.machine == "delivery_notice"
    assert arrival.reports[0].keyed == "77.k3y7c0de"
    assert arrival.reports[0].words == "The recipient's mail program showed it."


@pytest.mark.parametrize(
    ("status_given", "diagnostic", "words"),
    [
        ("5.1.1", "", "The mailbox does not exist."),
        ("5.2.2", "", "The mailbox is full."),
        ("5.7.1", "550 5.7.1 Message rejected as spam", "It was refused as spam."),
        ("5.0.0", "550 over quota", "The mailbox is full."),
        ("", "550 5.4.6 mail loop", "The message was sent in a circle."),
        ("5.7.26", "", "It was refused: our mail did not prove where it comes from (SPF, DKIM)."),
        ("5.1.99", "", "Something is wrong with the address."),
        ("", "", "The other mail system did not say why."),
        ("5.0.0", "554 transaction failed", "The other mail system did not say why."),
    ],
)
def test_codes_in_plain_words(status_given: str, diagnostic: str, words: str):
    assert words_of(status_of(status_given, diagnostic), diagnostic) == words
