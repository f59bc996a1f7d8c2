"""Whatever the bytes: an Arrival that a database can hold, or Unreadable; every file is found again."""

# ruff: noqa: E501 (tables are read by the row)

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from kept.channels.mail.reading import Unreadable, attachment_bytes
from kept.handling.arrival import Arrival
from tests.mail_reading.mails import HEAD, read

PIECES = st.sampled_from(
    [b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b"--b", b"--b--", b"--", b"Content-Type: multipart/mixed; boundary=b",
     b"Content-Type: multipart/report; boundary=b", b"Content-Type: text/html; charset=utf-7", b"Content-Type: message/rfc822",
     b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
     b"Content-Transfer-Encoding: x-uuencode", b"Content-Disposition: attachment; filename*0*=utf-8''%ff", b"From: a@b.example",
     b"From: MAILER-DAEMON", b"Subject: =?utf-8?B?//79?=", b"Subject: failure notice", b"Final-Recipient: rfc822;a@b.example",
     b"Action: failed", b"begin 644 x", b"=C3=28=\r\n", b"SGVsbG8=", b"<p>\x00</p>", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\xed\xa0\x80",
     b"+2AA-", b"Date: 99 Xyz 0000", b"Message-ID: <\xff>", b"References: <a> <b", b"To: (((", b'"', b"Hello"]
)  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(PIECES, max_size=30).map(b"".join),
    st.lists(PIECES, max_size=30).map(lambda pieces: HEAD + b"\r\n".join(pieces)),
)


def texts(arrival: Arrival) -> list[str]:
    people = [*arrival.to, *arrival.cc, *arrival.reply_to]
    found = [
        arrival.subject,
        arrival.text,
        arrival.visible,
        arrival.html,
        arrival.from_name,
        arrival.from_address,
    ]
    found += [
        arrival.message_id,
        *arrival.references,
        *arrival.in_reply_to,
        *arrival.warnings,
        arrival.machine_reason,
    ]
    found += [text for pair in people for text in pair]
    found += [
        text
        for file in arrival.attachments
        for text in (file.name, file.content_type, file.content_id, file.path)
    ]
    return found + [
        text for one in arrival.reports for text in (one.recipient, one.diagnostic, one.message_id, one.keyed)
    ]


@settings(max_examples=300, deadline=None)
@given(BYTES, st.sampled_from(["", "jane@customer.example"]))
def test_any_bytes_give_an_arrival_that_can_be_stored(raw: bytes, envelope_from: str):
    try:
        arrival = read(raw, envelope_from=envelope_from)
    except Unreadable as unreadable:
        assert unreadable.reason.endswith(".")
        return
    assert arrival.raw == raw and arrival.sha256 == hashlib.sha256(raw).digest()
    for text in texts(arrival):
        assert "\x00" not in text
        text.encode("utf-8")
    for file in arrival.attachments:
        content = attachment_bytes(raw, file.path)
        assert (len(content), hashlib.sha256(content).digest()) == (file.size, file.sha256)
    assert len({file.path for file in arrival.attachments}) == len(arrival.attachments)
    assert read(raw, envelope_from=envelope_from) == arrival
