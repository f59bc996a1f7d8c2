"""The life of a promise, sentence by sentence."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st

from kept.rules.promise import Closing, Kind, Side, State
from tests.rules.promises import (
    DAY,
    DUE,
    GIVEN,
    HOUR,
    MINUTE,
    after_due,
    any_terms,
    around,
    before_due,
    confirmed,
    kinds_that_break,
    ours,
    proofs,
    standing,
    terms,
)
from tests.rules.properties import given

# Owed, and broken


@given(any_terms(), before_due)
def test_a_promise_just_made_is_owed(made, now):
    found = standing(made, now=now)
    assert found.state is State.OWED
    assert not found.broken
    assert found.kept_at is None
    assert found.reach is None


@given(ours, after_due)
def test_when_due_passes_it_is_broken_at_the_due_time_and_stays_owed(made, now):
    found = standing(made, now=now)
    assert found.state is State.OWED
    assert found.broken
    assert found.broken_at == DUE


@given(ours)
def test_at_the_due_time_itself_it_is_not_yet_broken(made):
    assert not standing(made, now=DUE).broken
    assert standing(made, now=DUE + MINUTE / 60_000_000).broken


@given(ours, after_due)
def test_a_read_knows_that_it_is_broken_before_the_clock_has_written_it(made, now):
    assert standing(made, now=now, broken_at=None).broken


@given(ours, after_due)
def test_broken_is_a_fact_with_a_time_and_not_a_way_out(made, kept_at):
    found = standing(made, confirmed(kept_at), now=kept_at + DAY)
    assert found.state is State.KEPT
    assert found.late
    assert not found.broken
    assert found.broken_at == DUE


@given(ours, after_due, st.integers(1, 5000))
def test_moving_the_due_time_after_it_passed_does_not_unbreak_the_promise(made, now, later):
    broken_at = standing(made, now=now).broken_at
    moved = replace(made, due_at=now + later * MINUTE)
    found = standing(moved, now=now, broken_at=broken_at)
    assert found.broken
    assert found.broken_at == DUE
    assert standing(moved, confirmed(now), now=now, broken_at=broken_at).broken_at == DUE


@given(ours, st.integers(1, 500))
def test_moving_the_due_time_before_it_passed_breaks_nothing(made, later):
    moved = replace(made, due_at=DUE + later * MINUTE)
    assert standing(moved, now=DUE + later * MINUTE).broken_at is None


# Theirs, and concessions


@given(any_terms(promisors=st.sampled_from([Side.CUSTOMER, Side.PARTNER])), proofs, around)
def test_theirs_never_breaks(made, evidence, now):
    found = standing(made, *evidence, now=now)
    assert not found.broken
    assert found.broken_at is None


@given(any_terms(kinds=kinds_that_break, promisors=st.sampled_from([Side.CUSTOMER, Side.PARTNER])), around)
def test_theirs_becomes_overdue(made, now):
    assert standing(made, now=now).overdue == (now > DUE)


@given(ours, around)
def test_ours_is_never_called_overdue(made, now):
    assert not standing(made, now=now).overdue


@given(any_terms(kinds=st.just(Kind.CONCESSION)), after_due)
def test_a_concession_lapses_at_its_end_and_does_not_break(made, now):
    found = standing(made, now=now)
    assert found.state is State.LAPSED
    assert not found.broken
    assert found.broken_at is None
    assert found.next_check_at is None


@given(any_terms(kinds=st.just(Kind.CONCESSION)), before_due, st.integers(0, 3000))
def test_a_concession_is_honoured_when_used(made, used, later):
    found = standing(made, confirmed(used), now=used + later * MINUTE)
    assert found.state is State.KEPT
    assert not found.late


def test_a_concession_used_in_time_and_reported_late_has_not_lapsed():
    made = terms(kind=Kind.CONCESSION)
    used = confirmed(DUE - HOUR, recorded=DUE + HOUR)
    assert standing(made, used, now=DUE + HOUR, closing=Closing(State.LAPSED, DUE)).state is State.KEPT


# Authored ends

authored = st.sampled_from([State.RELEASED, State.SUPERSEDED, State.VOID])


@given(any_terms(), authored, proofs, around, st.integers(0, 3000))
def test_an_authored_end_is_an_end_whatever_time_brings(made, state, evidence, closed, later):
    found = standing(made, *evidence, now=closed + later * MINUTE, closing=Closing(state, closed))
    assert found.state is state
    assert not found.broken
    assert not found.overdue
    assert found.kept_at is None
    assert found.next_check_at is None


@given(ours, st.sampled_from([State.RELEASED, State.SUPERSEDED]), after_due)
def test_superseded_or_released_after_due_it_keeps_the_time_at_which_it_broke(made, state, closed):
    assert standing(made, now=closed + DAY, closing=Closing(state, closed)).broken_at == DUE


@given(ours, st.sampled_from([State.RELEASED, State.SUPERSEDED]), before_due)
def test_superseded_or_released_before_due_it_never_broke(made, state, closed):
    assert standing(made, now=DUE + 30 * DAY, closing=Closing(state, closed)).broken_at is None


@given(ours, around, after_due)
def test_what_is_void_was_never_owed_and_so_never_broke(made, closed, now):
    assert standing(made, now=now, closing=Closing(State.VOID, closed)).broken_at is None


@given(ours, proofs, around)
def test_void_is_reversible(made, evidence, now):
    before = standing(made, *evidence, now=now)
    voided = standing(made, *evidence, now=now, closing=Closing(State.VOID, now), broken_at=before.broken_at)
    assert standing(made, *evidence, now=now, broken_at=voided.broken_at) == before


def test_moments_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="aware"):
        terms(due=DUE.replace(tzinfo=None))


@pytest.mark.parametrize("state", [State.OWED, State.IN_PROOF, State.KEPT])
def test_what_follows_from_proofs_is_no_closing(state):
    with pytest.raises(ValueError, match="follows from its proofs"):
        Closing(state, GIVEN)
