"""Ways to reach a customer, by command; and answers that say what their writer had read."""

from datetime import datetime, timedelta

import pytest

from kept.contacts.models import Contact
from kept.customers.models import ContactPoint
from kept.promises.models import Promise
from kept.staff.models import BrandSeat
from tests.cli.conftest import Kept
from tests.making import Desk, take

INES = ("--as", "ines@kept.test")


@pytest.fixture
def code(desk: Desk, now: datetime, kept: Kept) -> str:
    take(desk, at=now)
    return kept.json("customers")[0]["customer"]


def test_a_number_is_added_listed_and_taken_out_of_use(code: str, kept: Kept):
    made = kept.json("point", "add", code, "+44 20 7946 0018", "--channel", "phone", *INES)
    assert (made["value"], made["state"], made["source"]) == ("+442079460018", "unknown", "told us")
    assert "+442079460018" in kept.words("point", "list", code)
    gone = kept.json("point", "retire", code, "+442079460018", "--why", "Her old firm.", *INES)
    assert (gone["state"], gone["why"]) == ("retired", "Her old firm.")
    assert [one["state"] for one in kept.json("point", "list", code)] == ["works", "retired"]


def test_what_cannot_be_added_or_retired_is_refused(code: str, kept: Kept):
    assert kept.refusal("point", "add", code, "7946", "--channel", "phone", *INES) == "bad_address"
    assert kept.refusal("point", "add", code, "grey", "--channel", "pigeon", *INES) == "bad_channel"
    assert kept.refusal("point", "add", code, "marcus@customer.test", *INES) == "already_there"
    assert kept.refusal("point", "add", code, "a@b.test", "--person", "1", *INES) == "not_found"
    assert kept.refusal("point", "retire", code, "no@body.test", "--why", "So.", *INES) == "not_found"
    assert kept.refusal("point", "list", "nobody") == "not_found"


def test_an_agent_changes_nothing_at_a_customer_of_another_brand(code: str, desk: Desk, kept: Kept):
    desk.jonas.all_brands = False
    desk.jonas.save(update_fields=["all_brands"])
    assert kept.refusal("point", "add", code, "a@b.test", "--as", "jonas@kept.test") == "not_found"
    BrandSeat.objects.create(agent=desk.jonas, brand_id=desk.brand_id)
    kept.json("point", "add", code, "a@b.test", "--as", "jonas@kept.test")
    assert ContactPoint.objects.filter(value="a@b.test").exists()


def test_an_answer_says_what_its_writer_had_read_and_the_rest_is_owed_anew(
    desk: Desk, now: datetime, kept: Kept
):
    first = take(desk, at=now, message_id="<a@x.test>")
    take(desk, at=now + timedelta(minutes=1), reply_to="<a@x.test>", text="And the charger?")
    kept.at = now + timedelta(minutes=2)
    words = kept.words("case", first.reference)
    assert str(first.contact_id) in words
    said = kept.json(
        "answer", first.reference, "--text", "Yes.", "--seen", str(first.contact_id), "--as", "ines@kept.test"
    )
    assert said["seen"] == str(first.contact_id)
    row = Contact.objects.get(customer_id=first.customer_id, pk=int(said["contact"]))
    assert row.seen_contact_id == first.contact_id
    assert Promise.objects.filter(customer_id=first.customer_id, kind="answer").count() == 1


def test_an_answer_without_it_has_read_what_had_come_when_it_began(desk: Desk, now: datetime, kept: Kept):
    first = take(desk, at=now, message_id="<a@x.test>")
    second = take(desk, at=now + timedelta(minutes=1), reply_to="<a@x.test>", text="And the charger?")
    kept.at = now + timedelta(minutes=2)
    said = kept.json("answer", first.reference, "--text", "Yes.", *INES)
    assert said["seen"] == str(second.contact_id)


def test_two_who_have_read_the_same_cannot_both_answer_by_mistake(desk: Desk, now: datetime, kept: Kept):
    first = take(desk, at=now)
    read = ("--seen", str(first.contact_id))
    kept.at = now + timedelta(minutes=2)
    kept.json("answer", first.reference, "--text", "Yes.", *read, *INES)
    kept.at = now + timedelta(minutes=3)
    by_jonas = ("answer", first.reference, "--text", "No.", *read, "--as", "jonas@kept.test")
    assert kept.refusal(*by_jonas) == "answered_meanwhile"
    kept.json(*by_jonas, "--anyway")


def test_a_contact_of_another_case_was_not_read_in_this_one(desk: Desk, now: datetime, kept: Kept):
    first = take(desk, at=now)
    other = take(desk, at=now, sender="priya@else.test")
    wrong = ("--seen", str(other.contact_id))
    assert kept.refusal("answer", first.reference, "--text", "Yes.", *wrong, *INES) == "not_found"
