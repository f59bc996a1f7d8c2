"""The guard: who may be contacted, how, when and how often; always with reasons."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import strategies as st

from kept.rules.guard import (
    Bill,
    Code,
    GuardFacts,
    Purpose,
    Verdict,
    Wish,
    decide,
)
from tests.rules.guarded import (
    BERLIN,
    DAY,
    DENVER,
    DUE_BILL,
    HOUR,
    KNOWN,
    LIMITS,
    NIGHT,
    NOON,
    facts,
    verdict_of,
)
from tests.rules.properties import given


@pytest.mark.parametrize("purpose", list(Purpose))
def test_with_nothing_against_it_a_contact_is_allowed(purpose):
    found = decide(facts(purpose=purpose, bill=DUE_BILL), now=NOON)
    assert found.verdict is Verdict.ALLOW
    assert found.reasons == ()
    assert found.allowed


# The desk, the case, the address


@pytest.mark.parametrize(("purpose", "machine"), list(product(Purpose, [True, False])))
def test_nothing_leaves_a_restored_desk(purpose, machine):
    found = decide(facts(purpose=purpose, by_machine=machine, desk_held=True), now=NOON)
    assert found.verdict is Verdict.STOP
    assert Code.DESK_HELD in found.codes
    assert found.not_before is None


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.STAFF_TEST])
def test_a_case_is_not_answered_in_another_brands_name(purpose):
    mixed = facts(purpose=purpose, brand="boots", case_brand="printers")
    assert verdict_of(mixed, Code.OTHER_BRAND) is Verdict.STOP
    assert verdict_of(replace(mixed, brand="printers"), Code.OTHER_BRAND) is Verdict.ALLOW
    assert verdict_of(replace(mixed, case_brand=""), Code.OTHER_BRAND) is Verdict.ALLOW


def test_spam_is_not_answered():
    assert verdict_of(facts(purpose=Purpose.ANSWER, case_spam=True), Code.CASE_SPAM) is Verdict.STOP


def test_a_settled_case_warns_a_person_and_stops_a_machine():
    person = facts(purpose=Purpose.ANSWER, case_settled=True)
    assert verdict_of(person, Code.CASE_SETTLED) is Verdict.WARN
    assert verdict_of(replace(person, by_machine=True), Code.CASE_SETTLED) is Verdict.STOP
    assert decide(replace(person, purpose=Purpose.SURVEY), now=NOON).verdict is Verdict.ALLOW


def test_an_unconfirmed_participant_gets_nothing_until_an_agent_accepts():
    for purpose in (Purpose.ANSWER, Purpose.ACKNOWLEDGEMENT, Purpose.NOTICE):
        assert (
            verdict_of(facts(purpose=purpose, participant_confirmed=False), Code.UNCONFIRMED) is Verdict.STOP
        )


def test_an_address_that_failed_warns_a_person_and_stops_a_machine_with_the_remedy():
    dead = facts(address_failed=True, address_failed_why="no such mailbox")
    found = decide(dead, now=NOON)
    assert found.verdict is Verdict.WARN
    assert found.reasons[0].sentence == (
        "This address has failed before (no such mailbox). Correct it, or try another way."
    )
    assert verdict_of(replace(dead, by_machine=True), Code.ADDRESS_FAILED) is Verdict.STOP
    number = decide(facts("call", address_failed=True), now=NOON)
    assert number.reasons[0].sentence.startswith("This number has failed before.")


# Wishes


@pytest.mark.parametrize(
    ("purpose", "verdict"),
    [
        (Purpose.ANSWER, Verdict.WARN),
        (Purpose.PROMISE_RECEIPT, Verdict.WARN),
        (Purpose.NOTICE, Verdict.WARN),
        (Purpose.ACKNOWLEDGEMENT, Verdict.STOP),
        (Purpose.UPDATE, Verdict.STOP),
        (Purpose.DUNNING, Verdict.STOP),
        (Purpose.SURVEY, Verdict.STOP),
    ],
)
def test_who_asked_not_to_be_contacted_gets_only_what_we_owe_him(purpose, verdict):
    asked = facts(purpose=purpose, wishes=frozenset({Wish.NO_CONTACT}))
    assert verdict_of(asked, Code.NO_CONTACT) is verdict
    assert verdict_of(replace(asked, asked_for=True), Code.NO_CONTACT) is Verdict.WARN


def test_who_asked_not_to_be_called_is_written_to():
    wishes = frozenset({Wish.NO_CALLS})
    assert verdict_of(facts("call", wishes=wishes), Code.NO_CALLS) is Verdict.STOP
    assert decide(facts("mail", wishes=wishes), now=NOON).verdict is Verdict.ALLOW
    assert decide(facts("sms", wishes=wishes), now=NOON).verdict is Verdict.ALLOW
    assert verdict_of(facts("call", wishes=wishes, asked_for=True), Code.NO_CALLS) is Verdict.WARN


@pytest.mark.parametrize("channel", ["mail", "letter", "sms", "chat", "post"])
def test_written_only_allows_every_written_channel(channel):
    assert decide(facts(channel, wishes=frozenset({Wish.WRITTEN_ONLY})), now=NOON).verdict is Verdict.ALLOW


@pytest.mark.parametrize("channel", ["call", "visit"])
def test_written_only_stops_what_is_not_written(channel):
    assert (
        verdict_of(facts(channel, wishes=frozenset({Wish.WRITTEN_ONLY})), Code.WRITTEN_ONLY) is Verdict.STOP
    )


# Machines


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.STAFF_TEST])
def test_two_machines_stop_after_the_first_round(purpose):
    ours = facts(purpose=purpose, by_machine=True, answers_machine="auto_reply")
    assert verdict_of(ours, Code.TWO_MACHINES) is Verdict.STOP
    assert verdict_of(replace(ours, by_machine=False), Code.TWO_MACHINES) is Verdict.ALLOW


def acknowledgement(**known) -> GuardFacts:
    return facts(purpose=Purpose.ACKNOWLEDGEMENT, by_machine=True, acknowledging=replace(KNOWN, **known))


@pytest.mark.parametrize(
    ("aligned", "known", "allowed"),
    [(True, False, True), (False, True, True), (True, True, True), (False, False, False)],
)
def test_acknowledgements_go_to_aligned_senders_or_known_persons(aligned, known, allowed):
    assert decide(acknowledgement(aligned=aligned, known_person=known), now=NOON).allowed is allowed


def test_an_acknowledgement_of_which_nothing_is_known_is_stopped():
    bare = GuardFacts(channel="mail", purpose=Purpose.ACKNOWLEDGEMENT, by_machine=True)
    assert verdict_of(bare, Code.STRANGER) is Verdict.STOP


def test_an_address_gets_one_acknowledgement_a_day():
    found = decide(acknowledgement(last_to_address_at=NOON - 23 * HOUR), now=NOON)
    assert found.codes == (Code.ACKNOWLEDGED,)
    assert found.not_before == NOON + HOUR
    assert decide(acknowledgement(last_to_address_at=NOON - DAY), now=NOON).allowed


def test_acknowledgements_stop_at_the_global_rate():
    assert decide(acknowledgement(sent_lately=99), now=NOON).allowed
    assert decide(acknowledgement(sent_lately=100), now=NOON).codes == (Code.TOO_MANY_ACKNOWLEDGEMENTS,)


# Bills


@pytest.mark.parametrize(
    ("bill", "code", "not_before"),
    [
        (None, Code.NO_BILL, None),
        (replace(DUE_BILL, paid=True), Code.PAID, None),
        (replace(DUE_BILL, in_dispute=True), Code.IN_DISPUTE, None),
        (Bill(due_at=NOON + 4 * DAY), Code.NOT_DUE, NOON + 4 * DAY),
        (replace(DUE_BILL, payment_expected_until=NOON + DAY), Code.PAYMENT_ANNOUNCED, NOON + DAY),
    ],
)
def test_money_is_asked_for_only_where_it_is_owed_and_not_on_its_way(bill, code, not_before):
    found = decide(facts("call", purpose=Purpose.DUNNING, bill=bill), now=NOON)
    assert found.codes == (code,)
    assert found.verdict is Verdict.STOP
    assert found.not_before == not_before


def test_the_bill_is_nobodys_business_when_the_contact_is_not_about_it():
    assert decide(facts(purpose=Purpose.ANSWER, bill=Bill(due_at=NOON + DAY)), now=NOON).reasons == ()


# All together

any_facts = st.builds(
    GuardFacts,
    channel=st.sampled_from(["mail", "call", "sms", "letter"]),
    purpose=st.sampled_from(Purpose),
    by_machine=st.booleans(),
    asked_for=st.booleans(),
    desk_held=st.booleans(),
    case_settled=st.booleans(),
    case_spam=st.booleans(),
    participant_confirmed=st.booleans(),
    wishes=st.frozensets(st.sampled_from(Wish)),
    zones=st.sampled_from([(), (BERLIN,), (BERLIN, DENVER)]),
    quiet=st.sampled_from([None, NIGHT]),
    limits=st.just(LIMITS),
    unasked_at=st.lists(st.integers(0, 200).map(lambda n: NOON - n * HOUR), max_size=4).map(tuple),
    address_failed=st.booleans(),
    answers_machine=st.sampled_from(["", "auto_reply"]),
    acknowledging=st.sampled_from([None, KNOWN]),
    bill=st.sampled_from([None, DUE_BILL]),
)


@given(any_facts, examples=150)
def test_the_worst_reason_decides_and_every_reason_is_a_sentence(made):
    found = decide(made, now=NOON)
    verdicts = [each.verdict for each in found.reasons]
    assert verdicts == sorted(verdicts, reverse=True)
    assert found.verdict == max(verdicts, default=Verdict.ALLOW)
    assert (found.verdict is Verdict.ALLOW) == (not found.reasons)
    assert len(set(found.codes)) == len([each for each in found.codes if each != Code.TOO_OFTEN]) + (
        Code.TOO_OFTEN in found.codes
    )
    for each in found.reasons:
        assert each.sentence.endswith(".")
        assert each.sentence[0].isupper()


@given(any_facts, examples=150)
def test_waiting_is_offered_only_where_every_stop_passes_by_itself(made):
    found = decide(made, now=NOON)
    stops = [each for each in found.reasons if each.verdict is Verdict.STOP]
    assert (found.not_before is not None) == (bool(stops) and all(each.not_before for each in stops))
    if found.not_before is not None:
        assert found.not_before > NOON


def test_a_verdict_reads_as_its_name():
    assert [str(each) for each in Verdict] == ["allow", "warn", "stop"]
