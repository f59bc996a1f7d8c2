"""The guard: quiet hours in the person's own time, and how often we come unasked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from kept.rules.guard import (
    Code,
    ContactLimit,
    GuardFacts,
    Purpose,
    QuietHours,
    Verdict,
    decide,
)
from tests.rules.guarded import (
    BERLIN,
    DAY,
    DENVER,
    DUE_BILL,
    HOUR,
    LIMITS,
    NIGHT,
    NOON,
    TOKYO,
    facts,
    verdict_of,
)
from tests.rules.properties import given

# Quiet hours


def call(*zones: ZoneInfo, quiet: QuietHours = NIGHT, **known) -> GuardFacts:
    return facts("call", zones=zones, quiet=quiet, **known)


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"),
    [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False), (0, 0, False), (23, 59, False)],
)
def test_a_call_waits_for_the_customers_own_morning(hour, minute, allowed):
    now = datetime(2026, 6, 1, hour, minute, tzinfo=BERLIN)
    assert decide(call(BERLIN), now=now).allowed is allowed


def test_the_reason_names_his_time_and_when_the_quiet_ends():
    found = decide(call(DENVER), now=NOON)
    assert found.codes == (Code.QUIET_HOURS,)
    assert found.reasons[0].sentence == (
        "It is 06:00 where the customer is (America/Denver), within the quiet hours."
    )
    assert found.not_before == datetime(2026, 6, 1, 8, 0, tzinfo=DENVER)


def test_with_an_unknown_zone_a_call_is_allowed_only_where_every_plausible_zone_allows():
    assert decide(call(BERLIN), now=NOON).allowed
    found = decide(call(BERLIN, DENVER), now=NOON)
    assert not found.allowed
    assert found.not_before == datetime(2026, 6, 1, 8, 0, tzinfo=DENVER)
    assert "may be" in found.reasons[0].sentence
    assert decide(call(BERLIN, DENVER), now=found.not_before).allowed


def test_where_the_plausible_zones_leave_no_hour_a_call_has_no_time():
    narrow = QuietHours(12 * 60, 11 * 60)
    found = decide(call(BERLIN, DENVER, TOKYO, quiet=narrow), now=NOON)
    assert not found.allowed
    assert found.not_before is None


def test_with_no_zone_at_all_nobody_is_called():
    assert verdict_of(call(), Code.ZONE_UNKNOWN) is Verdict.STOP


def test_mail_may_come_at_night_and_a_call_at_the_time_he_named():
    night = datetime(2026, 6, 1, 23, 0, tzinfo=BERLIN)
    assert decide(facts("mail", zones=(BERLIN,), quiet=NIGHT), now=night).allowed
    assert decide(call(BERLIN, agreed_time=True), now=night).allowed
    assert not decide(facts("sms", zones=(BERLIN,), quiet=NIGHT), now=night).allowed


def test_quiet_hours_within_one_day_need_no_night():
    siesta = QuietHours(13 * 60, 15 * 60)
    found = decide(call(BERLIN, quiet=siesta), now=NOON)  # 14:00 in Berlin
    assert found.not_before == datetime(2026, 6, 1, 15, 0, tzinfo=BERLIN)


@given(
    st.lists(
        st.sampled_from([BERLIN, DENVER, TOKYO, ZoneInfo("Australia/Lord_Howe")]), min_size=1, max_size=3
    ),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    st.integers(0, 400 * 24 * 60),
)
def test_after_the_quiet_hours_a_call_is_allowed_and_not_a_minute_before(zones, hours, minute):
    now = datetime(2026, 1, 1, tzinfo=UTC) + minute * timedelta(minutes=1)
    made = call(*zones, quiet=QuietHours(*hours))
    found = decide(made, now=now)
    if found.not_before is not None:
        assert decide(made, now=found.not_before).allowed
        assert not decide(made, now=found.not_before - timedelta(seconds=1)).allowed


# How often


def often(*hours_ago: int, purpose: Purpose = Purpose.SURVEY, **known) -> GuardFacts:
    return facts(
        purpose=purpose,
        limits=LIMITS,
        unasked_at=tuple(NOON - n * HOUR for n in hours_ago),
        bill=DUE_BILL,
        **known,
    )


def test_beyond_the_limit_of_a_day_it_waits_until_the_day_is_over():
    found = decide(often(5), now=NOON)
    assert found.verdict is Verdict.STOP
    assert found.not_before == NOON + 19 * HOUR
    assert found.reasons[0].sentence == (
        "We have contacted the customer once unasked within a day; the limit is 1."
    )
    assert decide(often(24), now=NOON).allowed


def test_beyond_the_limit_of_a_week_it_waits_for_the_oldest_to_pass():
    found = decide(often(30, 60, 100), now=NOON)
    assert found.not_before == NOON + 68 * HOUR
    assert "3 times unasked within 7 days" in found.reasons[0].sentence


def test_of_two_limits_the_longer_wait_holds():
    assert decide(often(5, 60, 100), now=NOON).not_before == NOON + 68 * HOUR


def test_contacts_still_to_come_are_not_counted():
    assert decide(often(-5), now=NOON).allowed


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.ACKNOWLEDGEMENT, Purpose.PROMISE_RECEIPT])
def test_a_reply_and_the_written_word_on_a_promise_are_never_stopped_by_frequency(purpose):
    assert decide(often(1, 2, 3, 4, purpose=purpose), now=NOON).verdict is Verdict.ALLOW


@given(st.sampled_from(Purpose), st.lists(st.integers(0, 200), max_size=9))
def test_what_he_asked_for_is_never_stopped_by_frequency(purpose, hours):
    assert verdict_of(often(*hours, purpose=purpose, asked_for=True), Code.TOO_OFTEN) is Verdict.ALLOW


def test_a_notice_of_a_change_is_owed_and_only_warned_of():
    assert verdict_of(often(1, purpose=Purpose.NOTICE), Code.TOO_OFTEN) is Verdict.WARN


def test_a_limit_of_none_is_never_passed_by_waiting():
    none = facts(purpose=Purpose.SURVEY, limits=(ContactLimit(0, DAY),))
    assert not decide(none, now=NOON).allowed
    assert decide(none, now=NOON).not_before is None


@given(st.lists(st.integers(0, 300), max_size=8))
def test_when_the_wait_is_over_the_contact_is_allowed(hours):
    found = decide(often(*hours), now=NOON)
    if not found.allowed:
        assert decide(often(*hours), now=found.not_before).allowed
        assert not decide(often(*hours), now=found.not_before - timedelta(seconds=1)).allowed
