"""The fold itself: order does not matter, time alone undoes nothing, and the next check is never too late."""

from itertools import pairwise

from hypothesis import assume
from hypothesis import strategies as st

from kept.rules.promise import Reach, Side, State, outcome
from tests.rules.promises import (
    DUE,
    END,
    GIVEN,
    GRACE,
    HOUR,
    MINUTE,
    any_terms,
    around,
    handed_over,
    minutes,
    ours,
    proofs,
    standing,
    terms,
)
from tests.rules.properties import given


def known_at(evidence, now):
    """What was recorded by then."""
    return [each for each in evidence if each.recorded_at <= now]


@given(any_terms(), proofs, st.randoms(use_true_random=False), around)
def test_the_order_of_the_proofs_does_not_matter(made, evidence, chance, now):
    shuffled = list(evidence)
    chance.shuffle(shuffled)
    assert standing(made, *evidence, now=now) == standing(made, *shuffled, now=now)


@given(any_terms(), proofs, around)
def test_a_proof_told_twice_is_one(made, evidence, now):
    assert standing(made, *evidence, now=now) == standing(made, *evidence, *evidence, now=now)


@given(any_terms(), proofs, around, around)
def test_time_alone_never_takes_back_what_is_kept_nor_moves_its_time(made, evidence, now, later):
    assume(now <= later)
    before, after = standing(made, *evidence, now=now), standing(made, *evidence, now=later)
    if before.state is State.KEPT:
        assert (after.state, after.kept_at, after.late) == (State.KEPT, before.kept_at, before.late)


@given(any_terms(), proofs, around, around)
def test_time_alone_never_takes_back_that_it_broke(made, evidence, now, later):
    assume(now <= later)
    before = standing(made, *known_at(evidence, now), now=now)
    after = standing(made, *known_at(evidence, later), now=later, broken_at=before.broken_at)
    if before.broken_at is not None:
        assert after.broken_at == before.broken_at


@given(any_terms(), proofs, around)
def test_what_was_written_before_is_found_again(made, evidence, now):
    found = standing(made, *evidence, now=now)
    assert standing(made, *evidence, now=now, broken_at=found.broken_at) == found


@given(any_terms(), proofs, around, st.integers(0, 6000), examples=200)
def test_until_the_next_check_nothing_changes(made, evidence, now, later):
    evidence = known_at(evidence, now)
    found = standing(made, *evidence, now=now)
    moment = now + later * MINUTE
    if found.next_check_at is not None:
        assert found.next_check_at > now
        moment = min(moment, found.next_check_at - MINUTE / 60_000_000)
    seen = standing(made, *evidence, now=moment)
    for fact in ("state", "kept_at", "late", "broken", "broken_at", "overdue", "why"):
        assert getattr(seen, fact) == getattr(found, fact), fact


@given(any_terms(), proofs, around)
def test_checking_at_each_next_check_comes_to_rest(made, evidence, now):
    evidence = known_at(evidence, now)
    seen = [now]
    while (following := standing(made, *evidence, now=seen[-1]).next_check_at) is not None:
        seen.append(following)
        assert len(seen) < 6
    assert all(one < other for one, other in pairwise(seen))
    final = standing(made, *evidence, now=END)
    assert final.state is not State.IN_PROOF
    assert final.next_check_at is None


@given(any_terms())
def test_the_checks_of_a_promise_that_nobody_works_at_are_its_warning_and_its_breaking(made):
    first = standing(made, now=GIVEN)
    assert first.next_check_at == made.warn_at or made.warn_at is None
    broken = DUE + MINUTE / 60_000_000
    assert standing(made, now=max(GIVEN, made.warn_at or GIVEN)).next_check_at == broken
    assert standing(made, now=broken).next_check_at is None


@given(ours, proofs, examples=60)
def test_it_has_broken_exactly_when_it_was_owed_at_some_moment_after_due(made, evidence):
    evidence = [each for each in evidence if each.withdrawn_at is None]
    found = standing(made, *evidence, now=END)
    end = found.kept_at if found.state is State.KEPT else END
    moment, was_owed = DUE + MINUTE / 2, False
    while moment < end and not was_owed:
        known = [each for each in evidence if each.counts_from <= moment]
        was_owed = standing(made, *known, now=moment).state is State.OWED
        moment += MINUTE
    assert (found.broken_at == DUE) == was_owed
    assert found.broken_at in (DUE, None)


@given(any_terms(), proofs, around)
def test_every_standing_makes_sense(made, evidence, now):
    found = standing(made, *evidence, now=now)
    assert (found.kept_at is not None) == (found.state is State.KEPT)
    assert not found.late or found.kept_at > DUE
    assert not found.broken or (found.state is State.OWED and found.broken_at == DUE)
    assert not found.overdue or made.promisor is not Side.COMPANY
    assert (found.verdict_at is not None) == (found.state is State.IN_PROOF)
    assert found.state is not State.KEPT or found.reach >= made.needs
    assert not found.why or found.state is State.OWED
    # No open promise of ours can fall out of sight: it is broken, or there is a next moment to look at it.
    if found.state.open and made.promisor is Side.COMPANY:
        assert found.broken or found.next_check_at is not None


def test_two_messages_are_judged_apart():
    made = terms(needs=Reach.CONFIRMED, sign_until=2 * HOUR)
    first, second = handed_over(DUE - HOUR, of="1"), handed_over(DUE + minutes(30), of="2")
    found = standing(made, first, second, now=DUE + minutes(90))
    assert found.state is State.IN_PROOF
    assert found.verdict_at == DUE + minutes(150)
    assert found.broken_at is None
    assert standing(made, first, second, now=DUE + minutes(150)).broken_at == DUE


def test_while_two_messages_wait_for_a_sign_the_later_verdict_counts():
    made = terms(needs=Reach.CONFIRMED, sign_until=2 * HOUR)
    found = standing(made, handed_over(DUE - HOUR, of="1"), handed_over(DUE, of="2"), now=DUE + MINUTE)
    assert found.verdict_at == DUE + 2 * HOUR


def test_of_two_messages_that_silence_will_prove_the_earlier_verdict_counts():
    found = standing(terms(), handed_over(DUE - HOUR, of="1"), handed_over(DUE, of="2"), now=DUE)
    assert found.verdict_at == DUE - HOUR + GRACE


def test_the_proofs_may_come_from_a_generator():
    assert outcome(terms(), (each for each in [handed_over(DUE)]), now=DUE).state is State.IN_PROOF
