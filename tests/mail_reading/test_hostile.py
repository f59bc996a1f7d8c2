"""Mail made to hold a reader up: each is read within seconds of processor time, and something is made of it."""

# ruff: noqa: E501 (tables are read by the row)

import time
from collections.abc import Callable

import pytest

from kept.channels.mail.display import text_blocks
from kept.channels.mail.reading import Unreadable
from tests.mail_reading.mails import HEAD, read

M = 1_000_000
SECONDS = 4.0  # of processor time, on a slow machine; none takes one on an ordinary machine


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    return HEAD + opened + b"\nHello\n" + b"".join(b"--b%d--\n" % n for n in reversed(range(depth)))


def html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html\n\n" + body


CASES: dict[str, Callable[[], bytes]] = {
    "a megabyte of =? in the subject": lambda: b"Subject: " + b"=?" * (M // 2) + b"\n" + HEAD + b"\nx",
    "words that never end": lambda: b"Subject: " + b"=?a?q?x" * (M // 7) + b"\n" + HEAD + b"\nx",
    "a megabyte of =? in the author": lambda: b"From: " + b"=?" * (M // 2) + b"\n\nx",
    "20,000 recipients": lambda: b"To: " + b", ".join(b'"N %d" <n%d@x.example>' % (n, n) for n in range(20_000)) + b"\n\nx",
    "half a million parentheses": lambda: b"From: " + b"(" * 500_000 + b"a@b.example\n\nx",
    "half a million quotes": lambda: b"From: " + b'"\\' * 300_000 + b"a@b.example\n\nx",
    "200 nested parts": lambda: nested(200),
    "20,000 nested parts": lambda: nested(20_000),
    "20,000 fields": lambda: b"".join(b"X-%d: x\n" % n for n in range(20_000)) + HEAD + b"\nx",
    "a field of five megabytes": lambda: b"X: " + b"a" * 5 * M + b"\n" + HEAD + b"\nx",
    "a header that is half garbage": lambda: b"garbage line\nX: y\n" * 50_000 + HEAD + b"\nx",
    "200,000 parts": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000,
    "lines that are nearly delimiters": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=-\n\n" + b"---x\n" * 400_000,
    "60,000 pieces of a name": lambda: HEAD + b"Content-Type: text/plain; " + b"".join(b"name*%d*=a;" % n for n in range(60_000)) + b"\n\nx",
    "junk instead of base64": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"!@#$ =\n" * 300_000,
    "padding alone": lambda: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=" * 2 * M,
    "only carriage returns": lambda: b"\r" * M + HEAD + b"\nx",
    "attributions without end": lambda: HEAD + b"\n" + b"On a 12:00 <a@b.c> x:\n" * 100_000,
    "signatures without end": lambda: HEAD + b"\n" + b"Thanks\nJane\nTel 1234567\n" * 40_000,
    "delimiters without end": lambda: HEAD + b"\n" + b"--\n" * 100_000,
    "legal text without end": lambda: HEAD + b"\n" + b"This message is\n\n" * 60_000,
    "one line of underscores": lambda: HEAD + b"\n" + b"_" * M,
    "200,000 nested elements": lambda: html(b"<div>" * 200_000 + b"Hello"),
    "20,000 nested quotes": lambda: html(b"<blockquote type=cite>x" * 20_000),
    "5,000 nested tables": lambda: html(b"<table><tr><td>x" * 5_000),
    "a bounce of 60,000 recipients": lambda: (
        b"From: MAILER-DAEMON\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: rfc822;a@b.c\nAction: failed\n\n" * 60_000 + b"--b--"
    ),
    "a bounce of one long word": lambda: b"From: MAILER-DAEMON\nSubject: failure notice\n\n" + b"a" * M,
    "quotes in the authentication": lambda: b"Authentication-Results: mx.example; " + b'"\\' * 400_000 + b"\n" + HEAD + b"\nx",
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_in_time(name: str):
    raw = CASES[name]().replace(b"\n", b"\r\n") if "carriage" not in name else CASES[name]()
    began = time.process_time()
    try:
        arrival = read(raw, trusted_authserv=("mx.example",), own_mark="ours")
        text_blocks(arrival.text, subject=arrival.subject)
        assert arrival.raw == raw
    except Unreadable:
        pytest.fail("something can be made of it")
    assert time.process_time() - began < SECONDS
