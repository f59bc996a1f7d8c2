"""Transfer encodings, charsets and encoded words, right ones and broken ones."""

import base64
import binascii

import pytest

from kept.channels.mail.reading.charsets import decode
from kept.channels.mail.reading.transfer import decode_transfer
from kept.channels.mail.reading.words import header_text
from tests.mail_reading.mails import mail, read


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?B?R3LDtsOfZQ==?=", "Größe"),
        (b"=?UTF-8?Q?Gr=C3=B6=C3=9Fe?= =?UTF-8?Q?_42?=", "Größe 42"),
        (b"=?utf-8?B?w7Y=?=.", "ö."),
        (b"a=?utf-8?q?=C3=B6?=b", "aöb"),
        (b"=?utf-8*de?Q?sch=C3=B6n?=", "schön"),
        (b"=?utf-8?B?w7?= =?utf-8?B?Y=?=", "ö"),
        (b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=B6=C3=9Fe?=", "Größe"),
        (b"=?utf-8?Q?with real spaces?=", "with real spaces"),
        (b"=?iso-8859-1?Q?=80_5?=", "€ 5"),
        (b"=?unknown-8bit?Q?gr=C3=B6=C3=9Fer?=", "größer"),
        (b"=?utf-8?Q?gr\xc3\xb6\xc3\x9fer?=", "größer"),
        ("Größe".encode(), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"plain \t  text", "plain text"),
        (b"a\x00  b", "a b"),
        (b"=?no?such?thing", "=?no?such?thing"),
        (b"=?hex?Q?41?=", "41"),
    ],
)
def test_header_text(raw: bytes, text: str):
    assert header_text(raw) == text


@pytest.mark.parametrize(
    ("data", "charset", "text", "guessed"),
    [
        ("größer".encode(), "", "größer", False),
        ("größer".encode("cp1252"), "", "größer", True),
        ("größer".encode(), "us-ascii", "größer", False),
        ("größer".encode("cp1252"), "utf-8", "größer", True),
        ("größer".encode("cp1252"), "x-unknown", "größer", True),
        ("“€”".encode("cp1252"), "iso-8859-1", "“€”", False),
        ("日本".encode("cp932"), "shift_jis", "日本", False),
        (b"\x1b$B-!\x1b(B", "iso-2022-jp", "①", False),
        ("你好".encode("hz"), "hz-gb-2312", "你好", False),
        (b"Fr+APY-sche", "utf-7", "Frösche", False),
        ("größer".encode("utf-16"), "utf-16", "größer", False),
        (b"a\x00b", "utf-8", "ab", False),
        (b"+2AA-", "utf-7", "\ufffd", False),
        (b"YWJj", "base64", "YWJj", False),
    ],
)
def test_bytes_become_text(data: bytes, charset: str, text: str, guessed: bool):
    read_as, _, guess = decode(data, charset)
    assert (read_as, guess) == (text, guessed)


def test_html_that_names_its_charset_itself_is_believed():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Привет</p>'
    assert "Привет" in decode(page.encode("cp1251"), html=True)[0]


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"SGVsbG8=", b"Hello"),
        (b"SGVsbG8", b"Hello"),
        (b"SGVsbG8=SGVsbG8=", b"HelloHello"),
        (b"SGVs\r\n!?bG8=\r\n", b"Hello"),
        (b"SGVsb", b"Hel"),
        (b"", b""),
    ],
)
def test_base64_is_read_as_far_as_it_can_be(data: bytes, content: bytes):
    assert decode_transfer(data, "base64", text=False)[0] == content


def test_a_list_footer_below_base64_is_kept_in_a_text_and_left_out_of_a_file():
    data = (
        base64.encodebytes(b"Hello Maria, where is it? " * 8) + b"___________\nTo unsubscribe: see our page\n"
    )
    text, odd = decode_transfer(data, "base64", text=True)
    assert text.startswith(b"Hello Maria") and text.endswith(b"see our page\n") and odd
    content, odd = decode_transfer(data, "base64", text=False)
    assert content == b"Hello Maria, where is it? " * 8 and odd


def test_text_that_is_only_said_to_be_base64_is_shown():
    arrival = read(mail(b"Hello Maria, it is broken.\n", b"Content-Transfer-Encoding: base64"))
    assert arrival.text == "Hello Maria, it is broken." and arrival.warnings


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"gr=C3=B6=C3=9Fer", "größer".encode()),
        ("größer".encode(), "größer".encode()),
        (b"a=  \r\nb", b"ab"),
        (b"50 = 50 =ZZ", b"50 = 50 =ZZ"),
        (b"\x1b$B", b"\x1b$B"),
        (b"end=", b"end"),
    ],
)
def test_quoted_printable_loses_nothing(data: bytes, content: bytes):
    assert decode_transfer(data, "quoted-printable", text=True)[0] == content


def test_a_uuencoded_body_is_its_file():
    lines = b"".join(binascii.b2a_uu(piece) for piece in (b"x" * 45, b"end"))
    assert (
        decode_transfer(b"begin 644 a.txt\n" + lines + b"`\nend\n", "x-uuencode", text=False)[0]
        == b"x" * 45 + b"end"
    )


def test_a_guess_is_said_to_be_one():
    arrival = read(mail("größer".encode("cp1252"), b"Content-Type: text/plain"))
    assert arrival.text == "größer"
    assert any("guessed" in warning for warning in arrival.warnings)
