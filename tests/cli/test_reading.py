"""Commands that only read: what is owed, one case, customers, figures."""

from datetime import datetime, timedelta

import pytest

from kept.contacts.models import Outgoing
from kept.handling.answer import Reply, answer_case
from kept.handling.arrival import Attachment
from kept.handling.deliver import take_delivery
from kept.handling.linking import link_customers
from kept.handling.merge import merge_cases
from kept.promises.clock import sweep
from tests.cli.conftest import Kept
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
DAY = timedelta(days=1)


def test_owed_says_what_we_owe_to_whom_by_when_and_who_answers_for_it(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    (owed,) = kept.json("owed")
    assert owed["case"] == receipt.reference
    assert (owed["kind"], owed["state"], owed["broken"], owed["brand"]) == ("answer", "owed", False, "main")
    assert (owed["customer"], owed["owner"], owed["unowned"]) == ("Marcus Oyelaran", "Everyone", True)
    assert owed["due"] == "2026-06-17T13:00:00Z"  # four open hours, with the break between them
    assert receipt.reference in kept.words("owed")


def test_an_owed_promise_is_broken_at_its_due_time_before_the_clock_has_noticed(
    desk: Desk, now: datetime, kept: Kept
):
    take(desk, at=now)
    kept.at = now + DAY
    assert [one["broken"] for one in kept.json("owed", "--broken")] == [True]
    kept.at = now
    assert kept.json("owed", "--broken") == []


def test_owed_is_filtered_by_owner_and_by_brand(desk: Desk, now: datetime, kept: Kept):
    first, second = take(desk, at=now), take(desk, at=now, sender="mary@customer.test", name="Mary")
    kept.json("take", first.reference, "--as", "jonas@kept.test")
    assert [one["case"] for one in kept.json("owed", "--mine", "Jonas Weil")] == [first.reference]
    assert {one["case"] for one in kept.json("owed", "--brand", "MAIN")} == {
        first.reference,
        second.reference,
    }
    assert len(kept.json("owed", "--limit", "1")) == 1
    assert kept.refusal("owed", "--brand", "nobody") == "not_found"
    assert kept.refusal("owed", "--mine", "nobody") == "not_found"


def test_what_waits_for_its_proof_is_not_owed_but_waiting(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    reply = Reply("Dear Marcus, yes.", None)
    contact = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.ines, now=now)
    outgoing = Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=contact.pk)
    take_delivery(receipt.customer_id, outgoing.pk, "handed_over", happened_at=now, now=now)
    assert kept.json("owed") == []
    assert [one["state"] for one in kept.json("owed", "--waiting")] == ["in_proof"]


def test_a_case_is_told_with_its_contacts_its_promises_and_their_evidence(
    desk: Desk, now: datetime, kept: Kept
):
    file = Attachment("1.2", "bill.pdf", "application/pdf", 300, b"\x01" * 32)
    receipt = take(desk, at=now, attachments=(file,))
    reply = Reply("Dear Marcus, yes.", None)
    contact = answer_case(receipt.customer_id, receipt.case_id, reply, by=desk.ines, now=now)
    outgoing = Outgoing.objects.get(customer_id=receipt.customer_id, contact_id=contact.pk)
    take_delivery(receipt.customer_id, outgoing.pk, "handed_over", happened_at=now, now=now)
    kept.words("note", receipt.reference, "--as", "jonas@kept.test", "--text", "He is right.")
    case = kept.json("case", receipt.reference.lower().replace("-", " "))
    came, acknowledged, answered = case["contacts"]
    assert (case["case"], case["customer"], case["stands"]) == (receipt.reference, "Marcus Oyelaran", "quiet")
    assert (came["direction"], came["channel"], came["from"]) == ("in", "mail", "marcus@customer.test")
    assert (came["subject"], came["visible"]) == (
        "Laptop dead after nine days",
        "The laptop you sent me will not charge.",
    )
    assert came["delivery"] is None and came["time"] == "2026-06-17T08:00:00Z"
    assert [(one["name"], one["size"]) for one in came["attachments"]] == [("bill.pdf", 300)]
    assert (acknowledged["purpose"], acknowledged["to"]) == ("acknowledgement", ["marcus@customer.test"])
    assert (answered["agent"], answered["delivery"]["state"]) == ("Ines Valadão", "handed_over")
    (promise,) = case["promises"]
    assert (promise["state"], promise["reach"], promise["needs"]) == ("in_proof", "handed_over", "presumed")
    assert [(one["source"], one["reach"]) for one in promise["evidence"]] == [("relay", "handed_over")]
    assert answered["promise"] == promise["code"]
    assert [(one["agent"], one["text"]) for one in case["notes"]] == [("Jonas Weil", "He is right.")]
    words = kept.words("case", receipt.reference)
    assert "Ines Valadão to marcus@customer.test" in words and "bill.pdf" in words


def test_a_merged_case_is_told_by_the_one_that_remains(desk: Desk, now: datetime, kept: Kept):
    first, second = take(desk, at=now), take(desk, at=now, subject="And the charger")
    merge_cases(first.customer_id, second.case_id, first.case_id, by=desk.ines, now=now)
    case = kept.json("case", second.reference)
    assert (case["case"], case["merged"]) == (first.reference, [second.reference])
    assert sum(contact["direction"] == "in" for contact in case["contacts"]) == 2


def test_a_reference_with_a_wrong_letter_is_noticed(desk: Desk, kept: Kept):
    assert kept.refusal("case", "K7Q-3M9-D") == "not_found"


def test_customers_are_found_by_name_by_address_and_by_code(desk: Desk, now: datetime, kept: Kept):
    take(desk, at=now)
    other = take(desk, at=now + timedelta(minutes=1), sender="mary@elsewhere.test", name="Mary Miller")
    mary, marcus = kept.json("customers")
    assert (marcus["name"], marcus["addresses"]) == ("Marcus Oyelaran", ["marcus@customer.test"])
    assert (mary["name"], mary["cases"]) == ("Mary Miller", [other.reference])
    for words in ("miller", "mary@else", mary["customer"]):
        assert [one["name"] for one in kept.json("customers", "--search", words)] == ["Mary Miller"]
    assert kept.json("customers", "--search", "nobody") == []


def test_a_linked_customer_says_whom_he_is_the_same_as(desk: Desk, now: datetime, kept: Kept):
    one, into = take(desk, at=now), take(desk, at=now, sender="m@work.test", name="M. Oyelaran")
    link_customers(one.customer_id, into.customer_id, by=desk.ines, now=now)
    found = {each["name"]: each for each in kept.json("customers")}
    assert found["Marcus Oyelaran"]["linked_to"] == found["M. Oyelaran"]["customer"]


def test_brands_name_every_address_that_they_accept(desk: Desk, kept: Kept):
    (brand,) = kept.json("brands")
    assert (brand["brand"], brand["addresses"][0]) == ("main", brand["address"])
    assert brand["address"] in kept.words("brands")


def test_nobody_is_ignored_while_promises_are_kept_or_tended(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    assert kept.json("ignored") == []
    kept.at = now + 5 * DAY  # broken for days, and nobody did anything
    (ignored,) = kept.json("ignored")
    assert (ignored["name"], ignored["cases"]) == ("Marcus Oyelaran", [receipt.reference])
    assert ignored["since"] == "2026-06-17T13:00:00Z"
    assert len(ignored["promises"]) == 1 and ignored["contacts"] == []
    sweep(now=kept.at)
    assert [one["name"] for one in kept.json("ignored")] == ["Marcus Oyelaran"]
    answer_case(receipt.customer_id, receipt.case_id, Reply("Sorry.", None), by=desk.ines, now=kept.at)
    assert kept.json("ignored") == []  # somebody works at it


def test_a_promise_that_broke_and_was_moved_still_needs_somebody_who_works_at_it(
    desk: Desk, now: datetime, kept: Kept
):
    from kept.promises.close import move
    from kept.promises.models import Promise

    receipt = take(desk, at=now)
    sweep(now=now + 2 * DAY)
    promise = Promise.objects.get(customer_id=receipt.customer_id, case_id=receipt.case_id)
    move(
        receipt.customer_id,
        promise.pk,
        due_at=now + 30 * DAY,
        words="",
        by=desk.ines.actor,
        now=now + 2 * DAY,
    )
    kept.at = now + 10 * DAY
    assert [one["broken"] for one in kept.json("owed")] == [True]
    assert [one["cases"] for one in kept.json("ignored")] == [[receipt.reference]]


def test_stats_count_what_is_open_and_say_how_the_week_went(desk: Desk, now: datetime, kept: Kept):
    first, _ = take(desk, at=now), take(desk, at=now, sender="mary@customer.test", name="Mary")
    (mine,) = [one["code"] for one in kept.json("owed") if one["case"] == first.reference]
    kept.json("keep", mine, "--as", "jonas@kept.test", "--why", "I rang him.")
    kept.at = now + DAY
    sweep(now=kept.at)
    figures = kept.json("stats")
    assert (figures["owed"], figures["broken"], figures["unowned"]) == (1, 1, 1)
    assert figures["kept_this_week"] == {"kept": 1, "broken": 1, "percent": 50.0}
    assert (figures["contacts"], figures["customers"], figures["exact"]) == (4, 2, True)
    assert figures["outbox"] == {"queued": 2} and figures["held"] is False
    assert kept.json("stats", "--all")["contacts"] == 4
    assert "50 % (1 of 2)" in kept.words("stats")


def test_a_week_with_a_broken_promise_is_never_rounded_up_to_a_hundred():
    from kept.operations.cli.stats import _percent

    assert (_percent(5000, 1), _percent(3, 0), _percent(0, 0), _percent(0, 2)) == (99.9, 100.0, None, 0.0)


def test_the_outbox_says_why_something_waits(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    (waiting,) = kept.json("outbox")
    assert (waiting["case"], waiting["to"], waiting["state"]) == (
        receipt.reference,
        "marcus@customer.test",
        "queued",
    )
    assert waiting["words"] == "waiting to be sent"
    assert "marcus@customer.test" in kept.words("outbox")
