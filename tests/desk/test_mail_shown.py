"""A stranger's mail on our pages: nothing of it acts, all of it can be reached."""

from datetime import datetime

import pytest
from django.test import Client

from kept.channels.mail.intake import Incoming, read, take_in
from kept.contacts.models import Attachment, Contact
from tests.desk.scene import Scene

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
RAW = f"""From: Eve <eve@customer.example>\r
To: hello@fellstone.example\r
Subject: A letter\r
Message-ID: <letter.1@customer.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=outer\r
\r
--outer\r
Content-Type: multipart/related; boundary=inner\r
\r
--inner\r
Content-Type: text/html; charset=utf-8\r
\r
<p onclick="steal()">Good day</p><script>steal()</script><img src="https://tracker.example/x.gif">
<img src="cid:dot"><a href="javascript:steal()">here</a>\r
--inner\r
Content-Type: image/png\r
Content-ID: <dot>\r
Content-Transfer-Encoding: base64\r
Content-Disposition: inline; filename=dot.png\r
\r
{PIXEL}\r
--inner--\r
--outer\r
Content-Type: text/html; name="evil.html"\r
Content-Disposition: attachment; filename="../../evil.html"\r
\r
<script>steal()</script>\r
--outer--\r
""".encode()


@pytest.fixture
def letter(scene: Scene, now: datetime) -> Contact:
    take_in(
        [read(Incoming(RAW, "eve@customer.example", ("hello@fellstone.example",), "127.0.0.1", now, "smtp"))],
        now=now,
    )
    return Contact.objects.filter(sender_address="eve@customer.example").select_related("case").get()


def at(letter: Contact, what: str) -> str:
    return f"/desk/case/{letter.case.reference}/contact/{letter.pk}/{what}"


def test_html_comes_under_its_own_policy_with_nothing_that_acts(client: Client, letter: Contact) -> None:
    answer = client.get(at(letter, "html"))
    page = answer.content.decode()
    assert answer.status_code == 200 and "Good day" in page
    for word in ("<script", "onclick", "javascript:", "tracker.example"):
        assert word not in page
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
    assert "script-src" not in policy and "data:image/png;base64," in page


def test_the_frame_is_sandboxed_and_fetched_only_when_asked(client: Client, letter: Contact) -> None:
    page = client.get(f"/desk/case/{letter.case.reference}").content.decode()
    frame = page.partition("<iframe")[2].partition(">")[0]
    assert "sandbox=" in frame and "allow-scripts" not in frame and "allow-same-origin" not in frame
    assert " src=" not in frame and "data-src=" in frame


def test_the_source_is_what_came(client: Client, letter: Contact) -> None:
    assert client.get(at(letter, "source")).content == RAW


def test_a_file_is_saved_and_never_shown(client: Client, letter: Contact) -> None:
    row = Attachment.objects.get(customer_id=letter.customer_id, contact_id=letter.pk, name__contains="evil")
    answer = client.get(at(letter, f"file/{row.pk}"))
    assert b"steal" in answer.content
    assert (
        answer["Content-Type"] == "application/octet-stream" and answer["X-Content-Type-Options"] == "nosniff"
    )
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment") and ".." not in disposition and "/" not in disposition


def test_a_contact_is_reached_only_through_its_own_case(
    client: Client, letter: Contact, scene: Scene
) -> None:
    other = scene.cases["boot"].reference
    assert client.get(f"/desk/case/{other}/contact/{letter.pk}/source").status_code == 404
