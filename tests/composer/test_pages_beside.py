"""The composer through the desk's pages: files, drafts, sending later, canned answers, signatures, notes."""

import re
from datetime import datetime
from email import message_from_bytes, policy

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.cases.models import Case
from kept.channels.mail.sending.parcels import parcel_of
from kept.contacts.models import Attachment, Draft, Outgoing, Upload
from tests.composer.asking import HOUR, HTMX, post, rows, sent, vow
from tests.making import Desk


def test_a_file_goes_along_and_a_picture_stands_in_the_text(client: Client, case: Case) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    first = post(client, case, "upload", file=SimpleUploadedFile("label.pdf", b"%PDF-1", "application/pdf"))
    second = post(
        client, case, "upload", file=SimpleUploadedFile("boot.png", picture, "image/png"), inline="yes"
    )
    assert first.status_code == second.status_code == 200
    ids = re.findall(r'name="upload" value="(\d+)"', (first.content + second.content).decode())
    cid = re.search(r'data-cid="([^"]+)"', second.content.decode())
    assert cid is not None
    assert post(client, case, text=f"Like this: ![boot](cid:{cid[1]})", upload=ids).status_code == 302
    assert Attachment.objects.filter(customer_id=case.customer_id, contact_id=sent(case).pk).count() == 2
    assert not Upload.objects.filter(customer_id=case.customer_id).exists()
    parcel = parcel_of(rows(case)["marcus@customer.test"])
    letter = message_from_bytes(parcel.message, policy=policy.default)
    parts = {part.get_filename(): part for part in letter.walk() if part.get_filename()}
    assert parts["boot.png"]["Content-ID"] == f"<{cid[1]}>" and parts["boot.png"].get_content() == picture
    assert parts["label.pdf"].get_content_disposition() == "attachment"
    assert f'src="cid:{cid[1]}"' in letter.get_body(("html",)).get_content()
    assert "[boot]" in letter.get_body(("plain",)).get_content()
    assert (
        parcel_of(rows(case)["marcus@customer.test"]).message == parcel.message
    )  # sent again it is the same
    page = client.get(f"/desk/case/{case.reference}").content.decode()
    assert "label.pdf" in page and "boot.png" in page


def test_files_that_no_mail_carries_are_refused_in_plain_words(client: Client, case: Case) -> None:
    big = SimpleUploadedFile("film.mov", bytes(16_000_000), "video/quicktime")
    refused = post(client, case, "upload", file=big)
    assert refused.status_code == 409 and "film.mov is 16.0 MB; a mail carries" in refused.content.decode()
    for part in (8, 8):
        refused = post(
            client, case, "upload", file=SimpleUploadedFile("part.mov", bytes(part * 1_000_000), "video/x")
        )
    assert refused.status_code == 409 and "together" in refused.content.decode()


def test_another_agents_file_cannot_be_taken_along(
    client: Client, desk: Desk, case: Case, now: datetime
) -> None:
    from kept.handling.enclosing import put_beside

    theirs = put_beside(
        case, name="x.txt", content_type="text/plain", content=b"x", inline=False, by=desk.ines, now=now
    )
    refused = post(client, case, text="Yes.", upload=str(theirs.pk))
    assert refused.status_code == 409 and "not here any more" in refused.content.decode()
    assert post(client, case, f"upload/{theirs.pk}/removal").status_code == 404


def test_a_draft_is_kept_and_a_second_device_is_told(client: Client, case: Case) -> None:
    first = post(client, case, "draft/answer", text="Dear Marcus", version=0, device="a", **vow())
    assert first.json()["version"] == 1
    assert Draft.objects.get(customer_id=case.customer_id).vows[0]["state"] == "on"
    other = post(client, case, "draft/answer", text="Dear M", version=0, device="b")
    assert other.status_code == 409 and other.json()["text"] == "Dear Marcus"
    over = post(client, case, "draft/answer", text="Dear M", version=0, device="b", over="yes")
    assert over.status_code == 200 and Draft.objects.get(customer_id=case.customer_id).text == "Dear M"
    page = client.get(f"/desk/case/{case.reference}")
    assert page.context["composer"].answer.text == "Dear M"
    assert "Dear M" in client.get("/desk/drafts").content.decode()


def test_a_colleague_who_has_begun_is_named(client: Client, desk: Desk, case: Case, now: datetime) -> None:
    from kept.handling.drafting import Words, save_draft

    save_draft(case, "answer", Words("Hm"), base=0, device="x", by=desk.ines, now=now)
    page = client.get(f"/desk/case/{case.reference}").content.decode()
    assert "Ines Valadão has begun an answer" in page and ">Hm<" not in page


def test_an_answer_can_be_taken_back_from_the_page(client: Client, case: Case) -> None:
    post(client, case, text="Dear **Marcus**, yes.")
    page = client.get(f"/desk/case/{case.reference}")
    [waits] = page.context["composer"].waiting
    assert waits.how == "leaving" and waits.mine
    assert post(client, case, f"answer/{waits.id}/return").status_code == 302
    assert (
        client.get(f"/desk/case/{case.reference}").context["composer"].answer.text == "Dear **Marcus**, yes."
    )


def test_an_answer_for_later_stands_on_the_case_and_can_be_moved(
    client: Client, case: Case, now: datetime
) -> None:
    assert "when it is to leave" in post(client, case, text="Yes.", later="on").content.decode()
    assert post(client, case, text="Yes.", later="on", send_at="2026-06-17T15:00").status_code == 302
    [waits] = client.get(f"/desk/case/{case.reference}").context["composer"].waiting
    assert waits.how == "later" and waits.leaves_at == now + 7 * HOUR
    assert (
        post(client, case, f"answer/{waits.id}/time", at="2026-06-17T16:00", use_time="on").status_code == 302
    )
    [waits] = client.get(f"/desk/case/{case.reference}").context["composer"].waiting
    assert waits.leaves_at == now + 8 * HOUR


def test_a_time_in_the_field_does_not_delay_what_is_sent_now(client: Client, case: Case) -> None:
    post(client, case, text="Yes.", send_at="2026-06-17T15:00")
    [waits] = client.get(f"/desk/case/{case.reference}").context["composer"].waiting
    assert waits.how == "leaving"


def test_the_preview_shows_the_letter_and_keeps_nothing(client: Client, case: Case) -> None:
    shown = post(client, case, "preview", text="Dear **Marcus**, <script>x</script>").content.decode()
    assert "<strong>Marcus</strong>" in shown and "<script>" not in shown and "Jonas Weil" in shown
    assert not Draft.objects.filter(customer_id=case.customer_id).exists()


def test_a_canned_answer_is_found_put_in_filled_and_counted(
    client: Client, desk: Desk, case: Case, now: datetime
) -> None:
    from kept.wording.keeping import keep_answer

    row = keep_answer(
        None,
        name="Refund",
        text="Dear {{customer.first_name}}, by {{due}}.",
        brand_id=None,
        language="",
        by=desk.ines,
        now=now,
    )
    found = client.get(f"/desk/case/{case.reference}/wording", {"q": "ref"}).content.decode()
    assert f'data-insert="{row.pk}"' in found
    put = post(client, case, f"wording/{row.pk}", whom="Ana Lima").json()
    assert put == {"text": "Dear Ana, by {{due}}.", "missing": ["due"]}
    row.refresh_from_db()
    assert row.used == 1


def test_leads_write_canned_answers_and_others_sign(client: Client, desk: Desk) -> None:
    new = "/desk/settings/wording/new"
    assert client.get(new).status_code == 403
    assert client.get("/desk/settings/wording").status_code == 200
    lead = Client(headers={"referer": "http://testserver/desk/"})
    lead.force_login(desk.ines, backend="django.contrib.auth.backends.ModelBackend")
    assert lead.post(new, {"name": "Hello", "text": "Dear {{customer.first_name}},"}).status_code == 302
    wrong = lead.post(new, {"name": "Hello", "text": "Dear {{custmer}},"}, headers=HTMX)
    assert wrong.status_code == 409 and "stands for nothing" in wrong.content.decode()
    assert "Hello" in lead.get("/desk/settings/wording").content.decode()


def test_an_agents_own_signature_stands_under_the_answer(client: Client, desk: Desk, case: Case) -> None:
    from kept.pledge.queries import current

    slug = current().brand(desk.brand_id).slug
    assert (
        client.post(f"/desk/settings/signature/{slug}", {"text": "Warm regards\nJonas Weil"}).status_code
        == 302
    )
    post(client, case, text="Yes.")
    assert sent(case).visible == "Yes.\n\nWarm regards\nJonas Weil"


def test_a_note_is_kept_inside_and_its_draft_is_its_own(client: Client, case: Case) -> None:
    post(client, case, "draft/answer", text="To the customer", version=0, device="a")
    post(client, case, "draft/note", text="Between us", version=0, device="a")
    assert post(client, case, "note", text="Between us").status_code == 302
    assert list(Draft.objects.filter(customer_id=case.customer_id).values_list("mode", "text")) == [
        ("answer", "To the customer")
    ]
    assert not Outgoing.objects.filter(customer_id=case.customer_id, purpose="answer").exists()
