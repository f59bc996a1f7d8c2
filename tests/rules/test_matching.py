"""Threading: which case a mail joins, who must wait, and what opens a case of its own."""

from dataclasses import replace

import pytest

from kept.rules.matching import KnownMessage, Trace, Where, place
from tests.rules.matches import FOREIGN, NOW, OPEN, OTHER, SETTLED, facts, part_of

# Order of trust


def test_what_leads_nowhere_opens_a_case():
    found = place(facts(), now=NOW)
    assert found.where is Where.OPEN
    assert found.case_id is None
    assert found.customer_id is None
    assert found.confirmed


def test_a_known_sender_without_a_thread_opens_a_case_for_his_likeliest_customer():
    found = place(facts(sender_person=5, sender_customers=(100, 200)), now=NOW)
    assert (found.where, found.customer_id) == (Where.OPEN, 100)


def test_a_keyed_code_leads_to_its_case():
    found = place(facts(part_of(OPEN), keyed_cases=(1,)), now=NOW)
    assert (found.where, found.trace, found.case_id, found.customer_id) == (Where.JOIN, Trace.KEYED, 1, 100)


def test_a_known_message_leads_to_its_case_and_is_the_parent():
    found = place(facts(part_of(OPEN), known_messages=(KnownMessage(1, 77),)), now=NOW)
    assert (found.where, found.trace, found.case_id, found.parent_contact_id) == (
        Where.JOIN,
        Trace.MESSAGE_ID,
        1,
        77,
    )


def test_keyed_codes_come_before_message_ids_and_these_before_the_subject():
    three = (part_of(OPEN), part_of(OTHER), part_of(replace(SETTLED, settled_at=None)))
    messages = (KnownMessage(2, 77),)
    assert (
        place(facts(*three, keyed_cases=(1,), known_messages=messages, subject_cases=(4,)), now=NOW).case_id
        == 1
    )
    assert place(facts(*three, known_messages=messages, subject_cases=(4,)), now=NOW).case_id == 2
    assert place(facts(*three, subject_cases=(4,)), now=NOW).case_id == 4


def test_in_reply_to_comes_before_references():
    both = (KnownMessage(2, 77), KnownMessage(1, 66))
    assert place(facts(part_of(OPEN), part_of(OTHER), known_messages=both), now=NOW).case_id == 2


def test_the_parent_lies_in_the_case_that_the_code_leads_to():
    known = (KnownMessage(2, 77), KnownMessage(1, None), KnownMessage(1, 66))
    found = place(facts(part_of(OPEN), OTHER, keyed_cases=(1,), known_messages=known), now=NOW)
    assert (found.case_id, found.parent_contact_id) == (1, 66)


def test_a_trace_to_a_case_that_is_gone_is_passed_over():
    found = place(facts(part_of(OTHER), keyed_cases=(1,), known_messages=(KnownMessage(2, 77),)), now=NOW)
    assert found.case_id == 2


# Who is part of it


def test_a_strangers_mail_never_joins_a_case_unseen():
    for trace in ({"keyed_cases": (1,)}, {"known_messages": (KnownMessage(1, 77),)}):
        found = place(facts(OPEN, **trace), now=NOW)
        assert (found.where, found.case_id, found.confirmed) == (Where.WAIT, 1, False)
        assert "not known to be part of the case" in found.reason


def test_a_copied_colleagues_mail_joins():
    found = place(facts(replace(OPEN, sender_copied=True), known_messages=(KnownMessage(1, 77),)), now=NOW)
    assert (found.where, found.confirmed) == (Where.JOIN, True)


def test_a_person_who_speaks_for_the_same_customer_joins():
    found = place(facts(OPEN, keyed_cases=(1,), sender_person=5, sender_customers=(100,)), now=NOW)
    assert found.where is Where.JOIN


def test_a_person_of_another_customer_waits():
    found = place(facts(OPEN, keyed_cases=(1,), sender_person=5, sender_customers=(200,)), now=NOW)
    assert (found.where, found.customer_id) == (Where.WAIT, 100)
    assert "another customer" in found.reason


def test_a_confirmed_participant_who_also_speaks_for_another_customer_joins():
    known = {"keyed_cases": (1,), "sender_person": 5, "sender_customers": (200,)}
    assert place(facts(part_of(OPEN), **known), now=NOW).where is Where.JOIN


@pytest.mark.parametrize("trace", [{"keyed_cases": (1,)}, {"known_messages": (KnownMessage(1, 77),)}])
def test_the_thread_does_not_prove_the_person_when_the_mail_is_not_authenticated(trace):
    found = place(facts(part_of(OPEN), aligned="fail", **trace), now=NOW)
    assert (found.where, found.confirmed) == (Where.WAIT, False)
    assert "forged" in found.reason


@pytest.mark.parametrize("aligned", ["pass", "none"])
def test_a_mail_without_a_failed_check_is_believed(aligned):
    assert place(facts(part_of(OPEN), aligned=aligned, keyed_cases=(1,)), now=NOW).where is Where.JOIN


def test_a_forged_sender_opens_a_case_but_is_not_believed():
    found = place(facts(sender_person=5, sender_customers=(100,), aligned="fail"), now=NOW)
    assert (found.where, found.confirmed) == (Where.OPEN, False)


# The subject


def test_a_reference_in_the_subject_counts_when_the_sender_is_a_participant():
    found = place(facts(part_of(OPEN), subject_cases=(1,)), now=NOW)
    assert (found.where, found.trace, found.case_id) == (Where.JOIN, Trace.SUBJECT, 1)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"sender_person": 5, "sender_customers": (100,)},
        {"sender_person": 5, "sender_customers": (200,)},
    ],
)
def test_anybody_can_type_a_reference_so_that_others_open_a_case_that_mentions_it(known):
    found = place(facts(OPEN, subject_cases=(1,), **known), now=NOW)
    assert (found.where, found.trace, found.mentions) == (Where.OPEN, Trace.NOTHING, (1,))


def test_a_forged_participant_cannot_use_the_subject():
    assert place(facts(part_of(OPEN), subject_cases=(1,), aligned="fail"), now=NOW).where is Where.OPEN


def test_other_cases_named_in_the_subject_are_mentioned():
    found = place(facts(part_of(OPEN), OTHER, FOREIGN, keyed_cases=(1,), subject_cases=(1, 2, 3, 9)), now=NOW)
    assert (found.case_id, found.mentions) == (1, (2,))


# Brand and spam


@pytest.mark.parametrize(
    "trace", [{"keyed_cases": (3,)}, {"known_messages": (KnownMessage(3, 77),)}, {"subject_cases": (3,)}]
)
def test_a_case_of_another_brand_is_not_joined_nor_named(trace):
    found = place(facts(part_of(FOREIGN), sender_customers=(100,), **trace), now=NOW)
    assert (found.where, found.case_id, found.earlier_case_id, found.mentions) == (Where.OPEN, None, None, ())
    assert found.customer_id == 100


def test_past_a_case_of_another_brand_the_next_trace_is_followed():
    found = place(
        facts(part_of(FOREIGN), part_of(OPEN), keyed_cases=(3,), known_messages=(KnownMessage(1, 5),)),
        now=NOW,
    )
    assert found.case_id == 1


def test_a_reply_to_what_was_marked_as_spam_is_seen_again_as_a_case_of_its_own():
    found = place(facts(replace(part_of(OPEN), spam=True), keyed_cases=(1,)), now=NOW)
    assert (found.where, found.earlier_case_id) == (Where.OPEN, None)
