"""A stranger's mail on our pages: its own policy, a frame that runs nothing, files that are saved and not shown."""

import re
from datetime import datetime

import pytest
from django.test import Client

from kept.channels.mail.intake import Incoming, read, take_in
from kept.contacts.models import Attachment, Contact
from tests.desk.scene import Scene

EXACT = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="steal()"><script>steal()</script></svg>'
FILES = (
    ("image/svg+xml", "picture.svg", SVG),
    ("text/html", "page.html", b"<script>steal()</script>"),
    ("application/xhtml+xml", "page.xhtml", b"<script xmlns='http://www.w3.org/1999/xhtml'>steal()</script>"),
    ("application/pdf", 'a"b\n.pdf', b"%PDF-1.4 steal()"),
    ("image/png", "not-really.png", SVG),
)


def raw() -> bytes:
    parts = [
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Good day</p>"
        b'<img src="cid:dot"><img src="https://tracker.example/x.gif"><iframe src="//evil.example"></iframe>\r\n'
    ]
    for number, (kind, name, content) in enumerate(FILES):
        plain = name.replace("\n", "").replace('"', "")
        parts.append(
            f"Content-Type: {kind}; name={plain}\r\nContent-ID: <{'dot' if number == 0 else f'f{number}'}>\r\n"
            f"Content-Disposition: {'inline' if number == 0 else 'attachment'}; filename={plain}\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
    body = b"".join(b"--x\r\n" + part for part in parts) + b"--x--\r\n"
    return (
        b"From: Eve <eve@customer.example>\r\nTo: hello@fellstone.example\r\nSubject: <script>steal()</script>\r\n"
        b"Message-ID: <svg.1@customer.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/related; boundary=x\r\n\r\n" + body
    )


@pytest.fixture
def letter(scene: Scene, now: datetime) -> Contact:
    incoming = Incoming(raw(), "eve@customer.example", ("hello@fellstone.example",), "127.0.0.1", now, "smtp")
    take_in([read(incoming)], now=now)
    return Contact.objects.select_related("case").get(sender_address="eve@customer.example")


def at(letter: Contact, what: str) -> str:
    return f"/desk/case/{letter.case.reference}/contact/{letter.pk}/{what}"


def policy_of(header: str) -> dict[str, list[str]]:
    """A policy's directives and their values."""
    return {words[0]: words[1:] for part in header.split(";") if (words := part.split())}


def test_its_own_address_has_its_own_policy_and_no_other(client: Client, letter: Contact) -> None:
    answer = client.get(at(letter, "html"))
    policy = policy_of(answer["Content-Security-Policy"])
    for directive, values in EXACT.items():
        assert policy[directive] == values
    fetching = {name for name in policy if name.endswith("-src")}
    assert fetching == set(EXACT)
    assert not {"allow-scripts", "allow-same-origin", "allow-forms", "allow-top-navigation"} & set(
        policy["sandbox"]
    )
    assert "Content-Security-Policy-Report-Only" not in answer


def test_nothing_of_it_acts_or_is_fetched_and_no_svg_is_drawn(client: Client, letter: Contact) -> None:
    page = client.get(at(letter, "html")).content.decode()
    assert "Good day" in page
    for word in ("<script", "<svg", "svg+xml", "onload", "tracker.example", "evil.example", "<iframe"):
        assert word not in page, word


def test_the_frame_around_it_allows_no_script_and_no_access_to_our_page(
    client: Client, letter: Contact
) -> None:
    page = client.get(f"/desk/case/{letter.case.reference}").content.decode()
    frames = re.findall(r"<iframe[^>]*>", page)
    assert frames
    for frame in frames:
        sandbox = re.search(r'sandbox="([^"]*)"', frame)
        assert sandbox is not None
        assert not {"allow-scripts", "allow-same-origin", "allow-forms", "allow-top-navigation"} & set(
            sandbox[1].split()
        )
    assert "<script>steal()" not in page  # its subject is words


def test_every_file_is_saved_under_a_harmless_kind_and_never_opened(client: Client, letter: Contact) -> None:
    rows = list(Attachment.objects.filter(customer_id=letter.customer_id, contact_id=letter.pk))
    assert len(rows) == len(FILES)
    for row in rows:
        answer = client.get(at(letter, f"file/{row.pk}"))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert "\n" not in answer["Content-Disposition"]
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_the_source_is_saved_and_never_opened_and_is_what_came(client: Client, letter: Contact) -> None:
    answer = client.get(at(letter, "source"))
    assert answer.content == raw()
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    assert "html" not in answer["Content-Type"]
