"""A mail taken apart: every part is found whatever is wrong with its boundaries."""

# ruff: noqa: E501 (tables are read by the row)

import base64

import pytest

from kept.channels.mail.reading import Unreadable, attachment_bytes
from tests.mail_reading.mails import HEAD, mail, multipart, read

PLAIN = b"Content-Type: text/plain; charset=utf-8\n\nHello Maria\n"
HTML = b"Content-Type: text/html; charset=utf-8\n\n<p>Hello <b>Maria</b></p>\n"
PDF = b"%PDF-1.7 \x00\xff" * 40
FILE = (
    b'Content-Type: application/pdf; name="bill.pdf"\nContent-Disposition: attachment; filename="bill.pdf"\n'
    b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(PDF)
)


def test_a_plain_mail_is_read_whole():
    arrival = read(mail(b"Hello Maria\nwhere is it?\n"))
    assert arrival.text == "Hello Maria\nwhere is it?"
    assert (arrival.from_name, arrival.from_address) == ("Jane Doe", "jane@customer.example")
    assert arrival.to == (("Shop", "help@shop.example"),)
    assert arrival.subject == "Where is my order?"
    assert arrival.message_id == "1@customer.example"
    assert arrival.sent_at is not None and arrival.sent_at.isoformat() == "2026-06-17T07:59:30+00:00"
    assert arrival.machine == "" and arrival.warnings == ()


def test_text_html_and_file_are_told_apart_and_the_file_is_found_again():
    kind, inner = multipart(b"alternative", PLAIN, HTML, boundary=b"inner")
    raw = mail(multipart(b"mixed", kind + b"\n\n" + inner, FILE)[1], multipart(b"mixed")[0])
    arrival = read(raw)
    assert arrival.text == "Hello Maria"
    assert "<b>Maria</b>" in arrival.html
    [file] = arrival.attachments
    assert (file.path, file.name, file.content_type, file.size) == (
        "2",
        "bill.pdf",
        "application/pdf",
        len(PDF),
    )
    assert attachment_bytes(raw, file.path) == PDF


def test_html_alone_gives_a_text_with_marked_quotes():
    body = b"<div>Yes, please.</div><div>On 3 Jun 2024 at 12:53 Shop &lt;help@shop.example&gt; wrote:</div>"
    body += b"<blockquote type=cite><p>Tuesday?</p></blockquote><div>Around nine.</div>"
    arrival = read(mail(body, b"Content-Type: text/html"))
    assert "> Tuesday?" in arrival.text
    assert arrival.visible == "Yes, please.\n\nAround nine."


def test_an_indented_passage_of_html_is_the_writers_own():
    arrival = read(mail(b"<p>I want:</p><blockquote>two chairs</blockquote>", b"Content-Type: text/html"))
    assert "two chairs" in arrival.visible


def test_an_empty_text_part_gives_way_to_the_html():
    kind, body = multipart(b"alternative", b"Content-Type: text/plain\n\n \n", HTML)
    assert read(mail(body, kind)).text.strip() == "Hello Maria"


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("no boundary is named", b"Content-Type: multipart/mixed", b"--x1x\n" + PLAIN + b"--x1x--\n"),
        ("another boundary is used", b"Content-Type: multipart/mixed; boundary=other", b"--x1x\n" + PLAIN + b"--x1x--\n"),
        ("the last delimiter is missing", b"Content-Type: multipart/mixed; boundary=b", b"--b\n" + PLAIN),
        ("nothing delimits anything", b"Content-Type: multipart/mixed; boundary=b", b"Hello Maria\n"),
        ("the boundary is folded", b'Content-Type: multipart/mixed; boundary="b\n c"', b"--b c\n" + PLAIN + b"--b c--\n"),
        ("the boundary has a space too many", b'Content-Type: multipart/mixed; boundary="b "', b"--b\n" + PLAIN + b"--b--\n"),
        ("the closing one comes too early", b"Content-Type: multipart/mixed; boundary=b", b"--b--\n--b\n" + PLAIN + b"--b--\n"),
        ("text stands only outside", b"Content-Type: multipart/mixed; boundary=b", b"--b\n" + FILE + b"--b--\nHello Maria\n"),
        ("the part has no header", b"Content-Type: multipart/mixed; boundary=b", b"--b\nHello Maria\n--b--\n"),
        ("the whole is base64", b"Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64",
         base64.encodebytes(b"--b\r\n" + PLAIN + b"--b--\r\n")),
    ],
)  # fmt: skip
def test_the_words_are_found_although(name: str, kind: bytes, body: bytes):
    assert "Hello Maria" in read(mail(body, kind)).text, name


def test_a_boundary_that_begins_like_another_one_does_not_end_it():
    inner_kind, inner = multipart(b"alternative", PLAIN, HTML, boundary=b"abc-def")
    outer_kind, outer = multipart(b"mixed", inner_kind + b"\n\n" + inner, FILE, boundary=b"abc")
    arrival = read(mail(outer, outer_kind))
    assert arrival.text == "Hello Maria" and len(arrival.attachments) == 1


def test_a_forwarded_mail_is_one_file_with_its_bytes_untouched():
    inner = b"Subject: Inner one\r\nX-Odd:   spaces\r\n\r\nbody  \r\nlast line"
    raw = mail(b"")[:-2] + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    raw += b"--b\r\nContent-Type: text/plain\r\n\r\nSee below\r\n"
    raw += b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    arrival = read(raw)
    [file] = arrival.attachments
    assert file.name == "Inner one.eml"
    assert attachment_bytes(raw, file.path) == inner


def test_a_header_without_an_empty_line_before_the_words_loses_none_of_them():
    arrival = read(HEAD.replace(b"\n", b"\r\n") + b"Hello Maria, where is it?\r\nNote: it is red\r\n")
    assert "Hello Maria" in arrival.text and "Note: it is red" in arrival.text


def test_what_stands_before_the_header_is_taken_away():
    for before in (b"\xef\xbb\xbf", b"\r\n \r\n", b"From jane@customer.example Wed Jun 17 2026\r\n"):
        assert read(before + mail(b"Hello\n")).from_address == "jane@customer.example"


def test_lines_ended_by_cr_alone_are_lines():
    kind, body = multipart(b"mixed", PLAIN, FILE)
    arrival = read(mail(body, kind).replace(b"\r\n", b"\r"))
    assert arrival.text == "Hello Maria" and arrival.attachments[0].size == len(PDF)


def test_pictures_within_the_html_are_files_with_their_id():
    picture = (
        b"Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    )
    kind, body = multipart(b"related", HTML, picture)
    [file] = read(mail(body, kind)).attachments
    assert (file.content_id, file.inline, file.name) == ("logo@x", True, "image.png")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a;b.pdf", "a;b.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("=?utf-8?Q?M=C3=BCll.pdf?=", "Müll.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_of_files_are_readable_and_harmless(given: str, shown: str):
    part = f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{given}"\n\nx\n'
    kind, body = multipart(b"mixed", PLAIN, part.encode())
    assert read(mail(body, kind)).attachments[0].name == shown


def test_a_long_name_in_numbered_pieces_is_put_together():
    part = (
        b"Content-Disposition: attachment; filename*0*=utf-8''Rechnung%20f%C3;\n filename*1*=%BCr%20;\n"
        b' filename*2="Mai.pdf"\n\nx\n'
    )
    kind, body = multipart(b"mixed", PLAIN, part)
    assert read(mail(body, kind)).attachments[0].name == "Rechnung für Mai.pdf"


def test_nothing_at_all_is_unreadable():
    for raw in (b"", b"\r\n\r\n", b"\x00\x01\x02" * 50):
        with pytest.raises(Unreadable):
            read(raw)


def test_words_without_any_header_are_still_shown():
    assert read(b"just words\nand more").text == "just words\nand more"


def test_a_part_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        attachment_bytes(mail(), "7.1")


def test_reading_again_gives_the_same_result():
    kind, body = multipart(b"mixed", PLAIN, FILE)
    raw = mail(body, kind)
    assert read(raw) == read(raw)
