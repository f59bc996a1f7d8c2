"""The composer through the desk's pages: who gets it, what is asked once, what is refused with a better way."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.cases.models import Case
from kept.channels.mail.sending.parcels import parcel_of
from kept.contacts.models import Attachment, Contact, Draft, Outgoing, Upload
from kept.promises.models import Promise
from tests.making import Desk, take

HTMX = {"hx-request": "true"}
HOUR = timedelta(hours=1)


def post(client: Client, case: Case, verb: str = "answer", **fields: object):
    return client.post(f"/desk/case/{case.reference}/{verb}", fields, headers=HTMX)


def people(*rows: tuple[str, str]) -> dict[str, list[str]]:
    return {
        "person_kind": [kind for kind, _ in rows],
        "person_name": ["" for _ in rows],
        "person": [address for _, address in rows],
    }


def vow(
    state: str = "on",
    *,
    words: str = "we will refund the 40 dollars by friday",
    due: str = "2026-06-19T16:00",
):
    return {
        "vow_key": words,
        "vow_state": state,
        "vow_kind": "refund",
        "vow_text": "Refund 40.00 USD",
        "vow_due": due,
    }


def sent(case: Case) -> Contact:
    return Contact.objects.filter(customer_id=case.customer_id, direction="out", purpose="answer").latest(
        "pk"
    )


def rows(case: Case) -> dict[str, Outgoing]:
    return {row.to_address: row for row in Outgoing.objects.filter(contact_id=sent(case).pk)}


def test_the_chooser_says_who_gets_it_and_why(client: Client, case: Case) -> None:
    people = {
        each.address: each for each in client.get(f"/desk/case/{case.reference}").context["composer"].people
    }
    assert people["marcus@customer.test"].kind == "to"
    assert people["ana@customer.test"].kind == "" and people["ana@customer.test"].all_kind == "cc"


def test_a_stranger_is_never_preselected_not_even_for_all(
    client: Client, desk: Desk, case: Case, now: datetime
) -> None:
    from kept.contacts.addresses import reply_address

    to = reply_address(desk.address, case.reference)
    take(desk, at=now, sender="eve@else.test", name="Eve", to=to, text="And me?", aligned="pass")
    people = {
        each.address: each for each in client.get(f"/desk/case/{case.reference}").context["composer"].people
    }
    eve = people["eve@else.test"]
    assert (eve.kind, eve.all_kind, eve.stranger) == ("", "", True) and eve.mark
    assert people["marcus@customer.test"].kind == "to"


def test_copies_go_where_they_were_chosen_and_a_blind_one_is_in_no_letter(client: Client, case: Case) -> None:
    chosen = people(
        ("to", "marcus@customer.test"), ("bcc", "ana@customer.test"), ("", "x@y.test"), ("cc", "")
    )
    assert post(client, case, text="Yes.", **chosen).status_code == 302
    assert set(rows(case)) == {"marcus@customer.test", "ana@customer.test"}
    letters = [parcel_of(row).message for row in rows(case).values()]
    assert all(b"ana@customer.test" not in letter for letter in letters)


def test_who_got_a_blind_copy_is_not_shown_to_all_by_the_next_answer(client: Client, case: Case) -> None:
    chosen = people(("to", "marcus@customer.test"), ("bcc", "lawyer@else.test"))
    post(client, case, text="Yes.", knowingly="lawyer@else.test", **chosen)
    page = client.get(f"/desk/case/{case.reference}")
    hidden = next(each for each in page.context["composer"].people if each.address == "lawyer@else.test")
    assert (hidden.kind, hidden.all_kind) == ("", "")


def test_an_answer_that_is_sent_twice_leaves_once(client: Client, case: Case) -> None:
    assert post(client, case, text="Yes.").status_code == 302
    again = post(client, case, text="Yes.")
    assert again.status_code == 409 and "You have just sent this answer" in again.content.decode()
    assert len(rows(case)) == 1
    assert post(client, case, text="Yes, and no.").status_code == 302


def test_what_is_promised_is_not_due_before_the_answer_leaves(client: Client, case: Case) -> None:
    later = {"later": "on", "send_at": "2026-06-19T17:00"}
    refused = post(client, case, text="We will refund the 40 dollars by Friday.", **vow(), **later)
    assert refused.status_code == 409 and "due before it leaves" in refused.content.decode()
    assert not Promise.objects.filter(customer_id=case.customer_id, kind="refund").exists()


def test_taken_back_from_the_outbox_its_promises_end_and_its_words_stay(client: Client, case: Case) -> None:
    post(client, case, text="We will refund the 40 dollars by Friday.", **vow())
    (row,) = rows(case).values()
    assert client.post(f"/desk/outbox/{row.pk}/cancellation").status_code == 302
    assert Promise.objects.get(customer_id=case.customer_id, kind="refund").state == "void"
    assert Draft.objects.get(customer_id=case.customer_id).text == "We will refund the 40 dollars by Friday."


def test_control_characters_get_nowhere(client: Client, case: Case) -> None:
    chosen = {**people(("to", "marcus@customer.test")), "person_name": ["Marcus\r\nBcc: eve@else.test\0"]}
    assert post(client, case, text="Yes.", **chosen).status_code == 302
    assert sent(case).recipients[0]["name"] == "Marcus Bcc: eve@else.test"
    assert post(client, case, "draft/answer", text="a\0b", upload="²", version="²").status_code == 200


def test_a_new_address_is_asked_about_once(client: Client, case: Case) -> None:
    chosen = people(("to", "marcus@customer.test"), ("cc", "marcos@customer.test"))
    refused = post(client, case, text="Yes.", **chosen)
    assert refused.status_code == 409 and "marcos@customer.test has no part" in refused.content.decode()
    assert 'name="knowingly"' in refused.content.decode()
    assert post(client, case, text="Yes.", knowingly="marcos@customer.test", **chosen).status_code == 302
    assert set(rows(case)) == {"marcus@customer.test", "marcos@customer.test"}


@pytest.mark.parametrize(
    "address", ["marcus", "a@b", "a b@c.test", "a@b.test, c@d.test", "ü@c.test", "a@b_c.test", "a@b..test"]
)
def test_what_is_no_address_is_refused(client: Client, case: Case, address: str) -> None:
    refused = post(client, case, text="Yes.", **people(("to", address)))
    assert refused.status_code == 409 and "no mail address" in refused.content.decode()


def test_an_answer_to_nobody_is_refused(client: Client, case: Case) -> None:
    refused = post(client, case, text="Yes.", **people(("cc", "marcus@customer.test")))
    assert refused.status_code == 409 and "Nobody gets this answer yet" in refused.content.decode()


def test_words_that_commit_us_are_asked_about_once(client: Client, case: Case) -> None:
    text = "Dear Marcus, we will refund the 40 dollars by Friday."
    asked = post(client, case, text=text)
    assert asked.status_code == 409 and "that is a promise" in asked.content.decode()
    assert 'name="alone"' in asked.content.decode()
    assert post(client, case, text=text, alone="on").status_code == 302
    assert not Promise.objects.filter(customer_id=case.customer_id, kind="refund").exists()


def test_a_promise_goes_with_the_answer_and_stands_in_it(client: Client, desk: Desk, case: Case) -> None:
    text = "Dear Marcus, we will refund the 40 dollars by Friday."
    assert post(client, case, text=text, **vow()).status_code == 302
    promise = Promise.objects.get(customer_id=case.customer_id, kind="refund")
    contact = sent(case)
    assert promise.origin_contact_id == promise.told_contact_id == contact.pk
    assert promise.due_at == datetime.fromisoformat("2026-06-19T16:00+00:00")
    assert (
        f"We promise: Refund 40.00 USD, by Friday 19 June, 17:00. You can name it by the code {promise.code}."
        in contact.visible
    )
    assert contact.visible.index("We promise") < contact.visible.index("Jonas Weil")
    letter = message_from_bytes(parcel_of(rows(case)["marcus@customer.test"]).message, policy=policy.default)
    for kind in ("plain", "html"):
        assert promise.code in letter.get_body((kind,)).get_content()


def test_an_answer_that_is_refused_promises_nothing(client: Client, case: Case) -> None:
    text = "We will refund the 40 dollars by Friday, {{customer.first_name}}."
    refused = post(client, case, text=text, **vow())
    assert refused.status_code == 409 and "is not filled in yet" in refused.content.decode()
    assert not Promise.objects.filter(customer_id=case.customer_id, kind="refund").exists()


@pytest.mark.parametrize(
    ("due", "why"), [("2026-06-16T10:00", "already passed"), ("2026-06-21T10:00", "Nobody is here")]
)
def test_a_promise_that_cannot_work_is_refused_with_a_better_time(
    client: Client, case: Case, due: str, why: str
) -> None:
    refused = post(client, case, text="We will refund the 40 dollars by Friday.", **vow(due=due))
    assert (
        refused.status_code == 409
        and why in refused.content.decode()
        and "would work" in refused.content.decode()
    )
    by_hand = post(client, case, "promise", text="We send it", kind="send", due=due)
    assert why in by_hand.content.decode() and "data-take-time" in by_hand.content.decode()


def test_cards_offer_kind_amount_and_time_and_remember_what_was_decided(client: Client, case: Case) -> None:
    text = "Dear Marcus, we will refund the 40 dollars by Friday."
    [card] = post(client, case, "spotting", text=text).context["vows"]
    assert (card.state, card.kind, card.text, card.due) == (
        "found",
        "refund",
        "Refund 40.00 USD",
        "2026-06-19T17:00",
    )
    [same] = post(client, case, "spotting", text=f"{text} Yours", **vow("off")).context["vows"]
    assert same.state == "off"
    [grown] = post(client, case, "spotting", text=text.replace("Friday", "Friday at noon"), **vow()).context[
        "vows"
    ]
    assert (grown.state, grown.due) == ("on", "2026-06-19T11:00")
    assert post(client, case, "spotting", text="Dear Marcus,", **vow()).context["vows"] == []


def test_a_card_for_a_day_on_which_nobody_is_here_says_so(client: Client, case: Case) -> None:
    [card] = post(client, case, "spotting", text="We will send the left boot on Sunday.").context["vows"]
    assert card.hitch and card.better == "2026-06-22T17:00"


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
