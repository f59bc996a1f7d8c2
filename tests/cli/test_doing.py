"""Commands that do something in a case or to a promise, with the agent's name."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kept.contacts.hold import desk_held, hold_desk
from kept.contacts.models import Contact
from kept.handling.answer import Reply, answer_case
from kept.ledger.models import Entry
from kept.promises.models import Promise
from kept.staff.actions import form_team, join
from tests.cli.conftest import Kept
from tests.making import Desk, take

pytestmark = pytest.mark.usefixtures("keyed_sql")
INES, JONAS = "ines@kept.test", "Jonas Weil"


def answer_owed(receipt) -> Promise:
    return Promise.objects.get(customer_id=receipt.customer_id, case_id=receipt.case_id, kind="answer")


def test_an_answer_is_queued_with_the_agents_name_under_it(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    said = kept.json("answer", receipt.reference, "--as", JONAS, "--text", "It is on its way.")
    assert (said["case"], said["to"], said["state"]) == (
        receipt.reference,
        ["marcus@customer.test"],
        "queued",
    )
    assert said["promise"] == answer_owed(receipt).code
    contact = Contact.objects.get(customer_id=receipt.customer_id, pk=said["contact"])
    assert contact.agent_name == "Jonas Weil" and contact.visible.startswith(
        "It is on its way.\n\nJonas Weil"
    )


def test_the_words_of_an_answer_come_from_a_file_or_from_standard_input(
    desk: Desk, now: datetime, kept: Kept, tmp_path: Path
):
    receipt = take(desk, at=now)
    (tmp_path / "words.txt").write_text("From a file.", encoding="utf-8")
    for more, words in (
        (("--file", str(tmp_path / "words.txt")), None),
        (("--file", "-"), "From a pipe.\n"),
    ):
        said = kept.json("answer", receipt.reference, "--as", JONAS, *more, text=words)
        contact = Contact.objects.get(customer_id=receipt.customer_id, pk=said["contact"])
        assert contact.visible.startswith("From a")


def test_words_are_given_once_and_not_at_all_is_refused(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    assert kept.refusal("answer", receipt.reference, "--as", JONAS) == "no_words"
    both = ("--text", "a", "--file", "-")
    assert kept.refusal("answer", receipt.reference, "--as", JONAS, *both) == "no_words"
    assert kept.refusal("note", receipt.reference, "--as", JONAS, "--file", "/nowhere/x") == "unreadable_file"


def test_a_second_answer_is_refused_unless_it_is_meant(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    answer_case(receipt.customer_id, receipt.case_id, Reply("Yes.", None), by=desk.ines, now=now)
    words = ("answer", receipt.reference, "--as", JONAS, "--text", "Yes, and more.")
    assert kept.refusal(*words) == "answered_meanwhile"
    assert kept.json(*words, "--anyway")["state"] == "queued"


def test_a_promise_is_made_in_open_time_or_for_a_moment_of_the_brands_day(
    desk: Desk, now: datetime, kept: Kept
):
    receipt = take(desk, at=now)
    words = ("promise", receipt.reference, "--as", JONAS, "--kind", "call back", "--text", "We ring you")
    assert kept.json(*words, "--due", "2d")["due"] == "2026-06-19T17:00:00Z"
    assert kept.json(*words, "--due", "2026-06-18 18:00")["due"] == "2026-06-18T17:00:00Z"  # London's summer
    assert kept.json(*words, "--due", "2026-06-18")["due"] == "2026-06-18T23:00:00Z"
    assert kept.json(*words, "--due", "2026-06-18T18:00+02:00")["due"] == "2026-06-18T16:00:00Z"
    theirs = kept.json(*words, "--due", "4h", "--theirs")
    assert (theirs["kind"], theirs["promisor"]) == ("call_back", "customer")


def test_a_customer_with_a_zone_of_his_own_means_his_own_day(desk: Desk, now: datetime, kept: Kept):
    from kept.customers.models import Customer

    receipt = take(desk, at=now)
    Customer.objects.filter(pk=receipt.customer_id).update(zone="America/Chicago")
    words = (
        "promise",
        receipt.reference,
        "--as",
        JONAS,
        "--text",
        "We ring you",
        "--due",
        "2026-06-18 18:00",
    )
    assert kept.json(*words)["due"] == "2026-06-18T23:00:00Z"
    promise = Promise.objects.get(customer_id=receipt.customer_id, text="We ring you")
    assert (promise.due_zone, promise.due_words) == ("America/Chicago", "2026-06-18 18:00")


@pytest.mark.parametrize("due", ["soon", "0h", "2026-13-01", "4x", ""])
def test_what_is_no_time_is_refused(desk: Desk, now: datetime, kept: Kept, due: str):
    receipt = take(desk, at=now)
    words = ("promise", receipt.reference, "--as", JONAS, "--text", "x", "--due", due)
    assert kept.refusal(*words) == "bad_time"


def test_a_kind_that_nobody_knows_is_refused_and_the_known_ones_are_named(
    desk: Desk, now: datetime, kept: Kept
):
    receipt = take(desk, at=now)
    words = ("promise", receipt.reference, "--as", JONAS, "--text", "x", "--due", "4h", "--kind", "hug")
    error = kept.json(*words, status=1)["error"]
    assert error["code"] == "bad_kind" and "call_back" in error["remedy"]


def test_a_promise_ends_kept_released_or_void_each_with_its_reason(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    for verb, state in (("keep", "kept"), ("release", "released"), ("void", "void")):
        words = ("promise", receipt.reference, "--as", JONAS, "--text", "Send it", "--due", "4h")
        code = kept.json(*words)["code"]
        assert kept.json(verb, code.lower(), "--as", JONAS, "--why", "He said so.")["state"] == state
    assert kept.refusal("keep", answer_owed(receipt).code, "--as", JONAS, "--why", " ") == "no_reason"


def test_a_case_is_taken_assigned_and_handed_over_with_the_story(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    form_team("Repairs", lead=desk.ines, brand=None, by=desk.ines.actor, now=now)
    taken = kept.json("take", receipt.reference, "--as", JONAS)
    assert (taken["owner"], taken["unowned"]) == ("Jonas Weil", False)
    assert answer_owed(receipt).owner_id == desk.jonas.pk
    assert kept.json("assign", receipt.reference, "--as", JONAS, "--to", INES)["owner"] == "Ines Valadão"
    words = ("transfer", receipt.reference, "--as", INES, "--why", "He was promised a loan laptop.")
    given = kept.json(*words, "--team", "repairs")
    assert (given["owner"], given["unowned"]) == ("Repairs", True)
    assert [note["text"] for note in kept.json("case", receipt.reference)["notes"]] == [
        "He was promised a loan laptop."
    ]
    assert kept.refusal(*words, "--team", "nobody") == "not_found"
    assert kept.refusal(*words) == "to_whom"
    assert len(kept.json("case", receipt.reference)["notes"]) == 1  # what was refused left no note


def test_a_case_settles_only_when_nothing_is_owed_and_opens_again(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    settle = ("settle", receipt.reference, "--as", JONAS, "--cause", "A dead charger; replaced.")
    assert kept.refusal(*settle) == "still_owed"
    kept.json("keep", answer_owed(receipt).code, "--as", JONAS, "--why", "I rang him.")
    settled = kept.json(*settle)
    assert (settled["stands"], settled["settled_cause"]) == ("settled", "A dead charger; replaced.")
    assert kept.json("reopen", receipt.reference, "--as", JONAS, "--why", "Dead again")["stands"] == "quiet"


def test_spam_owes_nothing_and_is_taken_back_with_what_was_owed(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    assert kept.json("spam", receipt.reference, "--as", JONAS, "--why", "Casino")["spam"] == "Casino"
    assert kept.json("owed") == []
    kept.json("reopen", receipt.reference, "--as", JONAS, "--why", "A customer after all")
    assert [one["case"] for one in kept.json("owed")] == [receipt.reference]


def test_snoozing_is_a_promise_of_our_own(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    promise = kept.json(
        "snooze", receipt.reference, "--as", JONAS, "--until", "1d", "--why", "the part arrives"
    )
    assert (promise["kind"], promise["text"]) == ("other", "Look again: the part arrives")


def test_only_cases_of_one_customer_are_merged(desk: Desk, now: datetime, kept: Kept):
    first, second = take(desk, at=now), take(desk, at=now, subject="And the charger")
    other = take(desk, at=now, sender="mary@customer.test", name="Mary")
    assert kept.refusal("merge", other.reference, first.reference, "--as", JONAS) == "other_customer"
    assert kept.json("merge", second.reference, first.reference, "--as", JONAS)["case"] == first.reference


def test_who_only_reads_changes_nothing(desk: Desk, now: datetime, kept: Kept):
    join(email="rea@kept.test", name="Rea Der", role="reader", by=desk.ines.actor, now=now)
    receipt = take(desk, at=now)
    code = answer_owed(receipt).code
    for words in (
        ("answer", receipt.reference, "--text", "x"),
        ("note", receipt.reference, "--text", "x"),
        ("promise", receipt.reference, "--text", "x", "--due", "4h"),
        ("keep", code, "--why", "x"),
        ("release", code, "--why", "x"),
        ("void", code, "--why", "x"),
        ("take", receipt.reference),
        ("assign", receipt.reference, "--to", INES),
        ("transfer", receipt.reference, "--to", INES, "--why", "x"),
        ("settle", receipt.reference, "--cause", "x"),
        ("reopen", receipt.reference, "--why", "x"),
        ("snooze", receipt.reference, "--until", "1d"),
        ("spam", receipt.reference, "--why", "x"),
        ("merge", receipt.reference, receipt.reference),
    ):
        entries = Entry.objects.filter(customer_id=receipt.customer_id).count()
        assert kept.refusal(*words, "--as", "rea@kept.test") == "not_allowed", words
        assert Entry.objects.filter(customer_id=receipt.customer_id).count() == entries


def test_what_belongs_to_another_brand_is_not_there(desk: Desk, now: datetime, kept: Kept):
    from kept.staff.models import Agent

    receipt = take(desk, at=now)
    Agent.objects.filter(pk=desk.jonas.pk).update(all_brands=False)
    assert kept.refusal("take", receipt.reference, "--as", JONAS) == "not_found"
    assert kept.refusal("keep", answer_owed(receipt).code, "--as", JONAS, "--why", "x") == "not_found"


def test_only_an_admin_lets_a_held_desk_go(desk: Desk, now: datetime, kept: Kept):
    take(desk, at=now)
    hold_desk("It was restored.", now=now)
    assert kept.refusal("let-go", "--as", JONAS) == "not_allowed"
    assert kept.json("stats")["held"] is True
    assert kept.json("let-go", "--as", INES) == {"was_held": True, "waiting": 1}
    assert not desk_held()
    assert kept.json("let-go", "--as", INES)["was_held"] is False


def test_refusals_are_sentences_on_standard_error_with_what_would_help(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    result = kept.run("settle", receipt.reference, "--as", JONAS, "--cause", "x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Something is still owed here" in result.stderr and "Keep it" in result.stderr


def test_a_mistyped_command_ends_with_status_2(kept: Kept):
    assert kept.run("owed", "--mime", "x").exit_code == 2
    assert kept.run("keep", "KP-1").exit_code == 2  # nobody says who does it


def test_nothing_is_promised_for_a_time_that_has_passed(desk: Desk, now: datetime, kept: Kept):
    receipt = take(desk, at=now)
    kept.at = now + timedelta(days=1)
    words = ("promise", receipt.reference, "--as", JONAS, "--text", "x", "--due", "2026-06-17 09:00")
    assert kept.refusal(*words) == "due_in_the_past"
