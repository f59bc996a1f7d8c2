"""The composer through the desk's pages: who gets it, what is asked once, what is refused with a better way."""

from datetime import datetime
from email import message_from_bytes, policy

import pytest
from django.test import Client

from kept.cases.models import Case
from kept.channels.mail.sending.parcels import parcel_of
from kept.contacts.models import Draft
from kept.promises.models import Promise
from tests.composer.asking import people, post, rows, sent, vow
from tests.making import Desk, take


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
