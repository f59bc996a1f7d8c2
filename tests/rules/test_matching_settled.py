"""Threading: settled cases, machines, and what holds for whatever arrives."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st

from kept.rules.matching import CandidateCase, KnownMessage, MatchFacts, Where, place
from tests.rules.matches import DAY, NOW, OPEN, SETTLED, facts, part_of
from tests.rules.properties import given

# Settled cases


def test_a_reply_to_a_settled_case_reopens_it():
    found = place(facts(part_of(SETTLED), keyed_cases=(4,)), now=NOW)
    assert (found.where, found.case_id, found.reopens) == (Where.JOIN, 4, True)
    assert not place(facts(part_of(OPEN), keyed_cases=(1,)), now=NOW).reopens


def test_a_strangers_reply_to_a_settled_case_reopens_it_and_waits():
    found = place(facts(SETTLED, keyed_cases=(4,)), now=NOW)
    assert (found.where, found.reopens) == (Where.WAIT, True)


def test_after_the_days_of_the_pledge_a_reply_opens_a_new_case_that_names_the_earlier_one():
    late = facts(part_of(SETTLED), keyed_cases=(4,), new_case_after=4 * DAY)
    found = place(late, now=NOW)
    assert (found.where, found.case_id, found.earlier_case_id) == (Where.OPEN, None, 4)
    assert (found.customer_id, found.confirmed, found.reopens) == (100, True, False)
    assert place(replace(late, new_case_after=5 * DAY), now=NOW).where is Where.JOIN


def test_words_since_it_was_settled_keep_a_case_young():
    lately = replace(part_of(SETTLED), last_contact_at=NOW - DAY)
    assert place(facts(lately, keyed_cases=(4,), new_case_after=4 * DAY), now=NOW).where is Where.JOIN


def test_a_strangers_reply_to_a_long_settled_case_begins_a_case_of_his_own():
    late = facts(SETTLED, keyed_cases=(4,), new_case_after=DAY, sender_person=5, sender_customers=(200,))
    found = place(late, now=NOW)
    assert (found.where, found.customer_id, found.earlier_case_id, found.confirmed) == (
        Where.OPEN,
        200,
        4,
        True,
    )


# Machines


@pytest.mark.parametrize("machine", ["auto_reply", "out_of_office", "list", "bulk", "bounce", "delay", "own"])
def test_a_machine_reopens_nothing_and_begins_nothing_new(machine):
    found = place(
        facts(part_of(SETTLED), keyed_cases=(4,), machine=machine, new_case_after=DAY), now=NOW + 99 * DAY
    )
    assert (found.where, found.case_id, found.reopens) == (Where.JOIN, 4, False)


@pytest.mark.parametrize("machine", ["bounce", "delay", "delivery_notice", "own", "loop"])
def test_a_report_with_our_code_joins_though_its_server_is_no_participant(machine):
    found = place(facts(OPEN, keyed_cases=(1,), machine=machine), now=NOW)
    assert (found.where, found.confirmed) == (Where.JOIN, False)
    assert (
        place(facts(OPEN, known_messages=(KnownMessage(1, 7),), machine=machine), now=NOW).where is Where.WAIT
    )


@pytest.mark.parametrize("machine", ["auto_reply", "out_of_office", "list", "bulk"])
def test_a_stranger_cannot_join_unseen_by_pretending_to_be_a_machine(machine):
    assert place(facts(OPEN, keyed_cases=(1,), machine=machine), now=NOW).where is Where.WAIT


def test_a_report_whose_thread_is_unknown_stays_apart():
    assert place(facts(machine="bounce"), now=NOW).where is Where.APART
    assert place(facts(machine="out_of_office"), now=NOW).where is Where.OPEN


# All together

ids = st.lists(st.integers(1, 5), max_size=3).map(tuple)
case_facts = st.builds(
    CandidateCase,
    case_id=st.integers(1, 5),
    customer_id=st.sampled_from([100, 200]),
    brand=st.sampled_from(["boots", "printers"]),
    settled_at=st.none() | st.just(NOW - 9 * DAY),
    last_contact_at=st.none() | st.just(NOW - 10 * DAY),
    spam=st.booleans(),
    sender_confirmed=st.booleans(),
    sender_copied=st.booleans(),
)
any_facts = st.builds(
    MatchFacts,
    brand=st.just("boots"),
    machine=st.sampled_from(["", "", "auto_reply", "bounce"]),
    aligned=st.sampled_from(["pass", "fail", "none"]),
    keyed_cases=ids,
    known_messages=st.lists(
        st.builds(KnownMessage, st.integers(1, 5), st.none() | st.integers(1, 9)), max_size=3
    ).map(tuple),
    subject_cases=ids,
    cases=st.lists(case_facts, max_size=5).map(lambda cases: {each.case_id: each for each in cases}),
    sender_person=st.none() | st.just(5),
    sender_customers=st.sampled_from([(), (100,), (200,), (200, 100)]),
    new_case_after=st.none() | st.just(7 * DAY),
)


@given(any_facts, examples=300)
def test_whoever_joins_unseen_is_part_of_the_case_and_of_its_brand(made):
    found = place(made, now=NOW)
    assert found.reason.endswith(".")
    assert (found.case_id is not None) == (found.where in (Where.JOIN, Where.WAIT))
    named = [found.case_id, found.earlier_case_id, *found.mentions]
    assert all(made.cases[each].brand == "boots" for each in named if each is not None)
    if found.where is Where.JOIN and not made.machine:
        case = made.cases[found.case_id]
        assert made.aligned != "fail"
        assert case.sender_confirmed or case.sender_copied or case.customer_id in made.sender_customers
        assert not case.spam
    if found.where is Where.WAIT:
        assert not found.confirmed
    if found.where is Where.OPEN and found.customer_id is not None:
        earlier = made.cases.get(found.earlier_case_id)
        assert found.customer_id in made.sender_customers or (
            earlier and found.customer_id == earlier.customer_id
        )
    if found.reopens:
        assert made.cases[found.case_id].settled_at is not None
        assert not made.machine
