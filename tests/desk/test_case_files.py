"""Files of strangers: pictures are drawn anew, sound is played, a PDF opens apart, anything else is saved."""

from datetime import datetime
from email.message import EmailMessage
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from kept.channels.mail.intake import Incoming, read, take_in
from kept.contacts.models import Attachment, Contact
from tests.desk.scene import Scene

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def drawn(kind: str = "PNG", size: tuple[int, int] = (1200, 600)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that would unpack to 400 million pixels."""
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


FILES = {
    "boot.png": ("image/png", drawn()),
    "boot.jpg": ("image/jpeg", drawn("JPEG", (4000, 3000))),
    "evil.png": ("image/png", SVG),
    "cut.png": ("image/png", drawn()[:200]),
    "huge.png": ("image/png", bomb()),
    "page.html": ("text/html", b"<script>alert(1)</script>"),
    "logo.svg": ("image/svg+xml", SVG),
    "memo.mp3": ("audio/mpeg", b"ID3\x04" + b"\0" * 2000),
    "memo.wav": ("audio/wav", b"<html>not a sound</html>"),
    "bill.pdf": ("application/pdf", b"%PDF-1.7\n%%EOF\n"),
    "fake.pdf": ("application/pdf", b"<html>"),
}


@pytest.fixture
def urls(client: Client, scene: Scene, now: datetime) -> dict[str, str]:
    """The address of each file, without its last part."""
    message = EmailMessage()
    message["From"], message["To"] = "Priya <priya@ramanathan.example>", "hello@fellstone.example"
    message["Subject"], message["Message-ID"] = "Pictures", "<pictures@ramanathan.example>"
    message.set_content("Here they are.")
    for name, (kind, content) in FILES.items():
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    incoming = Incoming(
        message.as_bytes(), "priya@ramanathan.example", ("hello@fellstone.example",), "127.0.0.1", now, "smtp"
    )
    take_in([read(incoming)], now=now)
    contact = Contact.objects.order_by("-id").select_related("case")[0]
    case = contact.case
    rows = Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk)
    found = {row.name: f"/desk/case/{case.reference}/contact/{row.contact_id}/file/{row.pk}" for row in rows}
    found[""] = f"/desk/case/{case.reference}"
    return found


@pytest.mark.parametrize(("name", "longest"), [("boot.png", 640), ("boot.jpg", 640)])
def test_a_picture_is_drawn_anew_and_small(
    client: Client, urls: dict[str, str], name: str, longest: int
) -> None:
    answer = client.get(f"{urls[name]}/picture/small")
    assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    with Image.open(BytesIO(answer.content)) as shown:
        assert shown.format == "WEBP" and max(shown.size) == longest


@pytest.mark.parametrize("name", ["evil.png", "cut.png", "huge.png", "page.html", "logo.svg", "bill.pdf"])
def test_what_is_no_picture_is_damaged_or_too_large_is_not_shown(
    client: Client, urls: dict[str, str], name: str
) -> None:
    answer = client.get(f"{urls[name]}/picture")
    assert answer.status_code == 415 and b"<script>alert" not in answer.content


def test_a_sound_is_served_in_parts_with_the_type_that_its_bytes_show(
    client: Client, urls: dict[str, str]
) -> None:
    whole = client.get(f"{urls['memo.mp3']}/sound")
    assert whole["Content-Type"] == "audio/mpeg" and whole["Accept-Ranges"] == "bytes"
    part = client.get(f"{urls['memo.mp3']}/sound", headers={"range": "bytes=4-9"})
    assert part.status_code == 206 and part["Content-Range"] == "bytes 4-9/2004" and len(part.content) == 6
    assert client.get(f"{urls['memo.wav']}/sound").status_code == 415


def test_a_pdf_opens_apart_and_only_if_it_is_one(client: Client, urls: dict[str, str]) -> None:
    answer = client.get(f"{urls['bill.pdf']}/document")
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer["Content-Security-Policy"] and answer["X-Frame-Options"] == "DENY"
    assert client.get(f"{urls['fake.pdf']}/document").status_code == 415


def test_the_page_shows_pictures_plays_sound_and_offers_the_rest(
    client: Client, urls: dict[str, str]
) -> None:
    page = client.get(urls[""]).content.decode()
    assert f'src="{urls["boot.png"]}/picture/small"' in page
    assert f'<audio controls preload="none" src="{urls["memo.mp3"]}/sound"' in page
    assert f'href="{urls["bill.pdf"]}/document"' in page
    for name in ("page.html", "logo.svg"):
        assert f'href="{urls[name]}" download' in page
        assert f"{urls[name]}/picture" not in page


def test_saving_is_never_opening(client: Client, urls: dict[str, str]) -> None:
    answer = client.get(urls["page.html"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
