"""A letter as a mail: right header, plain enough for every server, the same bytes every time."""

# ruff: noqa: E501 (tables are read by the row)

import email
from datetime import datetime

import pytest

from kept.channels.mail.reading import attachment_bytes
from kept.channels.mail.writing import BrokenLetter, File, build_mail, markdown_html, quote_history
from tests.mail_writing.letters import SENT, letter, sent_and_read


def test_the_same_letter_gives_the_same_bytes():
    one = letter(attachments=(File("bill.pdf", "application/pdf", b"%PDF"),))
    assert build_mail(one) == build_mail(one)
    assert build_mail(one) != build_mail(letter(message_id="kept.78.k3y7c0de@shop.example"))


def test_it_has_text_and_html_and_the_fields_that_threading_needs():
    raw = build_mail(
        letter(in_reply_to="<1@customer.example>", references=("0@customer.example",), language="de")
    )
    mail = email.message_from_bytes(raw)
    assert mail["From"] == '"Maria, Acme Shop" <help@shop.example>'
    assert mail["Message-ID"] == "<kept.77.k3y7c0de@shop.example>"
    assert mail["In-Reply-To"] == "<1@customer.example>"
    assert mail["References"].split() == ["<0@customer.example>", "<1@customer.example>"]
    assert mail["Date"] == "Wed, 17 Jun 2026 08:00:00 +0000"
    assert mail["Content-Language"] == "de"
    assert mail["Auto-Submitted"] is None and mail["List-Id"] is None
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_mail_of_a_machine_says_so():
    mail = email.message_from_bytes(build_mail(letter(auto_submitted=True)))
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    answer = email.message_from_bytes(
        build_mail(letter(auto_submitted=True, in_reply_to="1@customer.example"))
    )
    assert answer["Auto-Submitted"] == "auto-replied"
    assert sent_and_read(letter(auto_submitted=True)).machine == "auto_reply"


def test_every_server_takes_it():
    one = letter(
        from_name="Größe & Söhne " * 10,
        to=tuple((f"Empfänger {n} mit langem Namen", f"n{n}@bücher.example") for n in range(40)),
        subject="Ä" * 300 + " " + "a" * 300,
        text="ß" * 5_000 + "\nFrom here\n.\n" + "x" * 5_000,
        references=tuple(f"{n}@customer.example" for n in range(500)),
        attachments=(File("Rechnung für Müller " * 20 + ".pdf", "application/pdf", bytes(range(256)) * 20),),
    )
    raw = build_mail(one)
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert not any(line.startswith(b"From ") or line == b"." for line in lines)


def test_of_a_long_thread_the_first_and_the_last_ids_stay():
    arrival = sent_and_read(letter(references=tuple(f"{n}@customer.example" for n in range(500))))
    assert arrival.references[0] == "0@customer.example" and arrival.references[-1] == "499@customer.example"
    assert len(arrival.references) < 100


def test_a_strangers_broken_id_does_not_stop_the_answer():
    arrival = sent_and_read(
        letter(in_reply_to="broken id\r\nBcc: x", references=("a b", "0@customer.example"))
    )
    assert arrival.references == ("0@customer.example",) and arrival.in_reply_to == ()


@pytest.mark.parametrize(
    "field",
    [
        {"subject": "Hello\r\nBcc: all@customer.example"},
        {"subject": "Hello\nBcc: x"},
        {"subject": "Hello\u2028x"},
        {"from_name": "Maria\r\nBcc: x"},
        {"from_address": "help@shop.example\r\nBcc: x"},
        {"to": (("Jane\nx", "jane@customer.example"),)},
        {"to": (("Jane", "jane@customer.example>, <x@y.example"),)},
        {"cc": (("", "jane@customer.example\r\n"),)},
        {"reply_to": (("", "no address"),)},
        {"message_id": "a b@shop.example"},
        {"message_id": "a@b>\r\nBcc: x"},
        {"language": "de\r\nBcc: x"},
        {"headers": (("X-A\r\nBcc", "x"),)},
        {"headers": (("X-A", "x\r\nBcc: y"),)},
        {"headers": (("X A", "x"),)},
        {"headers": (("Subject", "another"),)},
        {"attachments": (File("a\r\nb.pdf", "application/pdf", b""),)},
        {"attachments": (File("a.pdf", "application/pdf\r\nX: y", b""),)},
        {"attachments": (File("a.png", "image/png", b"", content_id="a>\r\nX: y"),)},
        {"to": ()},
        {"to": (("", "jörg@customer.example"),)},
        {"date": datetime(2026, 6, 17)},
        {"text": "\ud800"},
        {"subject": "\ud800"},
    ],
)
def test_what_would_smuggle_in_a_field_or_cannot_be_sent_is_refused(field: dict[str, object]):
    with pytest.raises(BrokenLetter) as refused:
        build_mail(letter(**field))
    assert str(refused.value).endswith(".")


def test_our_own_mark_can_be_set():
    assert (
        email.message_from_bytes(build_mail(letter(headers=(("X-Kept-Desk", "d1"),))))["X-Kept-Desk"] == "d1"
    )


def test_pictures_of_the_html_stand_beside_it_and_files_after_all():
    one = letter(
        html='<p>Look: <img src="cid:map@x"></p>',
        attachments=(
            File("map.png", "image/png", b"png", "map@x"),
            File("bill.pdf", "application/pdf", b"pdf"),
        ),
    )
    kinds = [part.get_content_type() for part in email.message_from_bytes(build_mail(one)).walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf",
    ]  # fmt: skip
    arrival = sent_and_read(one)
    assert [(file.name, file.inline) for file in arrival.attachments] == [
        ("map.png", True),
        ("bill.pdf", False),
    ]
    assert [attachment_bytes(arrival.raw, file.path) for file in arrival.attachments] == [b"png", b"pdf"]


def test_a_forwarded_mail_goes_as_a_file_whatever_is_in_it():
    inner = "Subject: ü\r\n\r\nx".encode()
    arrival = sent_and_read(letter(attachments=(File("mail.eml", "message/rfc822", inner),)))
    assert attachment_bytes(arrival.raw, arrival.attachments[0].path) == inner


def test_text_alone_can_be_sent():
    assert email.message_from_bytes(build_mail(letter(html=""))).get_content_type() == "text/plain"


def test_quoted_history_stands_below_and_is_history_to_the_reader():
    quoted = quote_history(
        "Where is it?\n> Older\n\nJane", name="Jane Doe", address="jane@customer.example", at=SENT
    )
    assert quoted.startswith(
        "On 17 June 2026 at 08:00, Jane Doe <jane@customer.example> wrote:\n> Where is it?\n>> Older\n>\n> Jane"
    )
    arrival = sent_and_read(letter(quoted=quoted))
    assert arrival.visible == "Hello Jane,\n\nit is on its way.\n\nKind regards\nMaria"
    assert "Where is it?" in arrival.text and "<blockquote" in arrival.html and "Where is it?" in arrival.html


def test_markdown_becomes_plain_html():
    html = markdown_html(
        "Hello **Jane**,\nsee https://shop.example/t?a=1&b=2.\n\n- one\n- two\n\n<script>x</script>"
    )
    assert "<strong>Jane</strong>,<br" in html
    assert 'href="https://shop.example/t?a=1&amp;b=2"' in html and "</a>." in html
    assert "<li>one</li>" in html
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "![x](https://evil.example/t.gif)",
        "<img src=x onerror=y>",
        "[x](data:text/html,y)",
    ],
)
def test_nothing_live_comes_out_of_markdown(text: str):
    html = markdown_html(text)
    assert "<img" not in html and 'href="javascript' not in html and 'href="data' not in html
