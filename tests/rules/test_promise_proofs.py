"""The life of a promise, sentence by sentence: what proves it, and what takes the proof back."""

from dataclasses import replace

from hypothesis import strategies as st

from kept.rules.promise import Reach, State, Why
from tests.rules.promises import (
    DAY,
    DUE,
    GRACE,
    HOUR,
    MINUTE,
    after_due,
    any_proof,
    any_terms,
    around,
    before_due,
    confirmed,
    handed_over,
    ours,
    proof,
    standing,
    terms,
)
from tests.rules.properties import given

# Proof


@given(ours, around)
def test_it_is_kept_when_the_reach_is_enough(made, happened):
    found = standing(made, proof(made.needs, happened), now=happened)
    assert found.state is State.KEPT
    assert found.kept_at == happened
    assert found.late == (happened > DUE)


@given(any_terms(), any_proof(standing=True), st.integers(0, 5000))
def test_timeliness_is_judged_by_what_happened_and_not_by_when_it_was_recorded(made, evidence, delay):
    soon = replace(evidence, recorded_at=evidence.happened_at, delayed_at=None)
    belated = replace(soon, recorded_at=soon.happened_at + delay * MINUTE)
    now = soon.happened_at + 10 * DAY
    assert standing(made, soon, now=now) == standing(made, belated, now=now)


@given(ours, before_due, st.integers(1, 300))
def test_evidence_dated_in_the_future_counts_from_its_arrival(made, recorded, ahead):
    evidence = confirmed(recorded + ahead * MINUTE, recorded=recorded)
    assert standing(made, evidence, now=recorded).kept_at == recorded


@given(ours, after_due)
def test_a_future_date_does_not_make_late_evidence_timely(made, recorded):
    assert standing(made, confirmed(recorded + DAY, recorded=recorded), now=recorded).late


@given(ours, before_due, st.data())
def test_between_hand_over_and_verdict_it_is_in_proof_neither_broken_nor_kept(made, sent, data):
    made = replace(made, needs=data.draw(st.sampled_from([Reach.PRESUMED, Reach.DELIVERED, Reach.CONFIRMED])))
    until = GRACE if made.needs is Reach.PRESUMED or made.sign_until is None else made.sign_until
    wait = data.draw(st.integers(0, int(until / MINUTE) - 1))
    found = standing(made, handed_over(sent), now=sent + wait * MINUTE)
    assert found.state is State.IN_PROOF
    assert not found.broken
    assert found.broken_at is None
    assert found.kept_at is None
    assert found.verdict_at == sent + until


@given(ours, after_due)
def test_a_late_hand_over_is_in_proof_and_no_longer_broken_but_the_break_is_on_record(made, sent):
    made = replace(made, needs=Reach.PRESUMED)
    found = standing(made, handed_over(sent), now=sent)
    assert found.state is State.IN_PROOF
    assert not found.broken
    assert found.broken_at == DUE


@given(around, st.integers(0, 3000))
def test_no_bounce_within_the_grace_is_presumed_and_judged_by_the_hand_over(sent, later):
    found = standing(terms(needs=Reach.PRESUMED), handed_over(sent), now=sent + GRACE + later * MINUTE)
    assert found.state is State.KEPT
    assert found.reach is Reach.PRESUMED
    assert found.kept_at == sent
    assert found.late == (sent > DUE)


@given(before_due, st.integers(1, 300), st.sampled_from([Reach.DELIVERED, Reach.CONFIRMED]))
def test_a_sign_within_the_grace_does_not_make_a_timely_mail_late(sent, later, reach):
    answered = proof(reach, DUE + later * MINUTE)
    found = standing(terms(needs=Reach.PRESUMED), handed_over(sent), answered, now=answered.recorded_at)
    assert found.state is State.KEPT
    assert found.reach is reach
    assert found.kept_at == sent
    assert not found.late


@given(before_due, st.integers(1, 300))
def test_a_call_after_due_does_not_make_a_timely_mail_late_while_the_mail_stands(sent, later):
    called = confirmed(DUE + later * MINUTE, of="call")
    mail = handed_over(sent, of="mail")
    made = terms(needs=Reach.PRESUMED)
    now = called.recorded_at
    assert not standing(made, mail, called, now=now).late
    bounced = replace(mail, withdrawn_at=now + HOUR)
    assert standing(made, bounced, called, now=now + HOUR).late


def test_a_notice_of_delay_puts_the_presumption_off_and_not_the_time_of_keeping():
    sent = DUE - HOUR
    delayed = handed_over(sent, delayed=sent + 4 * HOUR)
    assert standing(terms(), delayed, now=sent + GRACE).state is State.IN_PROOF
    found = standing(terms(), delayed, now=sent + 4 * HOUR + GRACE)
    assert found.state is State.KEPT
    assert found.kept_at == sent


# Evidence withdrawn


@given(ours, any_proof(), before_due)
def test_withdrawn_evidence_before_due_leaves_it_owed_and_whole(made, evidence, now):
    found = standing(made, replace(evidence, withdrawn_at=now), now=now)
    assert found.state is State.OWED
    assert not found.broken
    assert found.reach is None
    assert found.why is Why.WITHDRAWN


@given(ours, any_proof(), after_due)
def test_evidence_withdrawn_after_due_breaks_it_at_the_due_time(made, evidence, now):
    found = standing(made, replace(evidence, withdrawn_at=now), now=now)
    assert found.state is State.OWED
    assert found.broken
    assert found.broken_at == DUE
    assert found.why.sentence == "What was sent did not reach the customer."


@given(before_due, st.integers(1, 1000))
def test_a_bounce_takes_back_what_was_presumed(sent, later):
    kept = standing(terms(), handed_over(sent), now=sent + GRACE)
    assert kept.state is State.KEPT
    bounced = sent + GRACE + later * MINUTE
    found = standing(terms(), handed_over(sent, withdrawn=bounced), now=bounced)
    assert found.state is State.OWED
    assert found.kept_at is None
    assert found.broken == (bounced > DUE)


@given(ours, before_due, before_due)
def test_what_still_stands_counts_when_another_message_bounces(made, sent, called):
    bounced = handed_over(sent, withdrawn=DUE, of="mail")
    found = standing(made, bounced, confirmed(called, of="call"), now=DUE)
    assert found.state is State.KEPT
    assert found.kept_at == called


# A sign that is expected


@given(
    around, st.integers(1, 2000), st.sampled_from([Reach.DELIVERED, Reach.CONFIRMED]), st.integers(0, 2000)
)
def test_a_sign_that_never_comes_gives_the_promise_back(sent, patience, needs, later):
    made = terms(needs=needs, sign_until=patience * MINUTE)
    now = sent + (patience + later) * MINUTE
    found = standing(made, handed_over(sent), now=now)
    assert found.state is State.OWED
    assert found.why is Why.SIGN_NEVER_CAME
    assert found.why.sentence == "The expected sign from the customer never came."
    assert found.broken_at == (DUE if now > DUE else None)


@given(before_due, st.sampled_from([Reach.DELIVERED, Reach.CONFIRMED]))
def test_without_a_limit_of_its_own_a_sign_is_awaited_for_the_bounce_grace(sent, needs):
    made = terms(needs=needs, sign_until=None)
    assert standing(made, handed_over(sent), now=sent + GRACE - MINUTE).state is State.IN_PROOF
    assert standing(made, handed_over(sent), now=sent + GRACE).state is State.OWED


@given(before_due)
def test_silence_is_never_enough_where_a_sign_is_needed(sent):
    found = standing(terms(needs=Reach.CONFIRMED, sign_until=HOUR), handed_over(sent), now=sent + 30 * DAY)
    assert found.state is State.OWED
    assert found.reach is Reach.PRESUMED


@given(before_due, st.integers(1, 2000))
def test_a_sign_after_its_limit_still_keeps_the_promise(sent, later):
    made = terms(needs=Reach.CONFIRMED, sign_until=HOUR)
    at = max(DUE, sent + HOUR) + later * MINUTE
    found = standing(made, handed_over(sent), confirmed(at), now=at)
    assert found.state is State.KEPT
    assert found.late
    assert found.broken_at == DUE


@given(before_due, st.integers(1, 59))
def test_a_sign_in_time_after_due_is_late_but_nothing_ever_broke(sent, later):
    made = terms(needs=Reach.CONFIRMED, sign_until=DUE - sent + HOUR)
    at = DUE + later * MINUTE
    found = standing(made, handed_over(sent), confirmed(at), now=at)
    assert found.state is State.KEPT
    assert found.late
    assert found.broken_at is None
