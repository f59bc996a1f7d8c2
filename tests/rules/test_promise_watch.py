"""Warnings, escalation, bands, and who is ignored."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from kept.rules.hours import Shift, Span, Week, is_open
from kept.rules.promise import (
    Band,
    BrokenPromise,
    EscalationStep,
    InboundContact,
    band,
    escalation_step,
    ignored,
    warn_due,
)
from tests.rules.properties import given

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Week(BERLIN, {day: (Shift(540, 1020),) for day in range(5)})
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

# Warning


def test_the_warning_comes_after_a_share_of_the_time():
    assert warn_due(NOON, NOON + 4 * HOUR, 0.75) == NOON + 3 * HOUR


def test_the_warning_comes_some_time_before_due():
    assert warn_due(NOON, NOON + 4 * HOUR, 30 * MINUTE) == NOON + 3.5 * HOUR


def test_where_the_time_is_shorter_than_the_warning_it_comes_at_half_time():
    assert warn_due(NOON, NOON + 10 * MINUTE, 30 * MINUTE) == NOON + 5 * MINUTE
    assert warn_due(NOON, NOON + 30 * MINUTE, 30 * MINUTE) == NOON + 15 * MINUTE


def test_in_business_time_nobody_is_warned_at_night_of_what_is_due_in_the_morning():
    given_at, due_at = at("2026-06-01 16:00"), at("2026-06-02 10:00")
    assert warn_due(given_at, due_at, 0.75, OFFICE) == at("2026-06-02 09:30")
    assert warn_due(given_at, due_at, 90 * MINUTE, OFFICE) == at("2026-06-01 16:30")


def test_where_we_are_never_open_before_due_plain_time_counts():
    given_at, due_at = at("2026-06-06 12:00"), at("2026-06-07 00:00")
    assert warn_due(given_at, due_at, 0.5, OFFICE) == at("2026-06-06 18:00")


def test_a_promise_due_at_once_is_warned_of_at_once():
    assert warn_due(NOON, NOON, 0.75) == NOON
    assert warn_due(NOON, NOON - HOUR, 30 * MINUTE, OFFICE) == NOON - HOUR


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.floats(0.01, 0.99) | st.integers(1, 6000))
def test_before_due_there_is_a_warning(begin, length, before):
    given_at = at("2026-03-25 00:00") + begin * MINUTE
    due_at = given_at + length * MINUTE
    before = before * MINUTE if isinstance(before, int) else before
    for week in (None, OFFICE):
        assert given_at <= warn_due(given_at, due_at, before, week) < due_at


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.floats(0.01, 0.99))
def test_a_warning_in_business_time_finds_us_open_if_we_open_at_all(begin, length, share):
    given_at = at("2026-03-25 00:00") + begin * MINUTE
    due_at = given_at + length * MINUTE
    opened = any(is_open(given_at + n * 20 * MINUTE, OFFICE) for n in range(1 + length // 20))
    if opened and is_open(due_at - MINUTE, OFFICE):
        warned = warn_due(given_at, due_at, share, OFFICE)
        assert is_open(warned, OFFICE) or is_open(warned - timedelta(microseconds=1), OFFICE)


@pytest.mark.parametrize("before", [0.0, 1.0, -0.5, 1.5, timedelta(0), -HOUR])
def test_a_warning_at_no_time_before_due_is_refused(before):
    with pytest.raises(ValueError, match=r"warn"):
        warn_due(NOON, NOON + HOUR, before)


# Escalation

STEPS = (
    EscalationStep(Span.parse("0m"), "owner"),
    EscalationStep(Span.parse("30m"), "lead"),
    EscalationStep(Span.parse("4h"), "head"),
)


def test_the_owner_is_told_at_once_and_the_lead_later():
    first = escalation_step(STEPS, 0, NOON, NOON)
    assert [step.tell for step in first.steps] == ["owner"]
    assert (first.level, first.next_at) == (1, NOON + 30 * MINUTE)
    assert escalation_step(STEPS, first.level, NOON, NOON + 29 * MINUTE).steps == ()
    second = escalation_step(STEPS, first.level, NOON, NOON + 30 * MINUTE)
    assert [step.tell for step in second.steps] == ["lead"]


def test_what_was_missed_during_a_standstill_comes_at_once_and_in_order():
    found = escalation_step(STEPS, 1, NOON, NOON + 9 * HOUR)
    assert [step.tell for step in found.steps] == ["lead", "head"]
    assert (found.level, found.next_at) == (3, None)
    assert escalation_step(STEPS, found.level, NOON, NOON + 90 * HOUR).steps == ()


def test_in_business_time_the_lead_is_told_when_the_house_is_open():
    since = at("2026-06-01 16:50")
    assert escalation_step(STEPS, 1, since, since, OFFICE).next_at == at("2026-06-02 09:20")


# Bands


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (-MINUTE, Band.BROKEN),
        (timedelta(0), Band.HOUR),
        (HOUR, Band.HOUR),
        (HOUR + MINUTE, Band.TODAY),
        (5 * HOUR, Band.TODAY),
        (5 * HOUR + MINUTE, Band.LATER),
    ],
)
def test_a_promise_is_shown_by_how_near_its_due_time_is(due, shown):
    assert band(NOON + due, NOON, NOON + 5 * HOUR) is shown


def test_what_is_due_within_the_hour_is_shown_there_even_after_closing():
    assert band(NOON + 30 * MINUTE, NOON, NOON) is Band.HOUR


# Ignored

GRACE = 2 * HOUR


def contact(*, promise: bool = False, reason: bool = False) -> InboundContact:
    return InboundContact(7, NOON, has_promise=promise, has_reason=reason)


def broken(last_done_at: datetime | None = None) -> BrokenPromise:
    return BrokenPromise(9, NOON, last_done_at)


def test_a_contact_with_neither_promise_nor_reason_is_ignored_at_once():
    found = ignored([contact()], [], grace=GRACE, now=NOON)
    assert found
    assert found.contacts == (7,)
    assert found.since == NOON


def test_a_contact_with_a_promise_or_a_reason_is_not_ignored():
    assert not ignored([contact(promise=True), contact(reason=True)], [], grace=GRACE, now=NOON + 99 * HOUR)


def test_a_broken_promise_is_ignored_when_nothing_was_done_for_longer_than_the_grace():
    assert not ignored([], [broken()], grace=GRACE, now=NOON + GRACE)
    found = ignored([], [broken()], grace=GRACE, now=NOON + GRACE + MINUTE)
    assert found.promises == (9,)
    assert found.since == NOON


def test_an_attempt_after_it_broke_buys_one_grace_and_no_more():
    tried = broken(NOON + HOUR)
    assert not ignored([], [tried], grace=GRACE, now=NOON + 3 * HOUR)
    assert ignored([], [tried], grace=GRACE, now=NOON + 3 * HOUR + MINUTE)


def test_what_was_done_before_it_broke_does_not_count():
    assert ignored([], [broken(NOON - MINUTE)], grace=GRACE, now=NOON + GRACE + MINUTE).since == NOON


def test_nothing_known_is_nobody_ignored():
    found = ignored([], [], grace=GRACE, now=NOON)
    assert not found
    assert found.since is None
