"""Whether somebody can keep a promise at its time, and what would work instead."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.rules.hours import Shift, Week
from kept.rules.promise import Kind
from kept.rules.workable import Hitch, workable

ZONE = ZoneInfo("Europe/London")
DAY = (Shift(540, 750), Shift(810, 1080))  # 09:00 to 12:30, 13:30 to 18:00
HOLIDAY = date(2026, 6, 19)  # a Friday
WEEK = Week(ZONE, dict.fromkeys(range(5), DAY), frozenset({HOLIDAY}))
NOW = datetime(2026, 6, 17, 9, 0, tzinfo=UTC)  # Wednesday, 10:00 in London


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("kind", "due", "hitch", "better"),
    [
        (Kind.REFUND, at(18, 16), None, None),
        (Kind.REFUND, at(18, 18), None, None),  # we close at it
        (Kind.REFUND, at(19, 0), None, None),  # until 24:00 of the 18th
        (Kind.REFUND, at(17, 9), Hitch.PAST, at(17, 18)),
        (Kind.REFUND, at(18, 20), Hitch.CLOSED, at(18, 18)),
        (Kind.REFUND, at(19, 12), Hitch.HOLIDAY, at(22, 18)),
        (Kind.REFUND, at(21, 12), Hitch.CLOSED, at(22, 18)),  # a Sunday
        (Kind.CALL_BACK, at(18, 13), Hitch.CLOSED, at(18, 12, 30)),  # in the break
        (Kind.CALL_BACK, at(19, 0), Hitch.CLOSED, at(18, 18)),
        (Kind.CONCESSION, at(21, 12), None, None),  # a right ends by the calendar
    ],
)
def test_a_time_at_which_nobody_is_here_does_not_work(
    kind: Kind, due: datetime, hitch: Hitch | None, better: datetime | None
) -> None:
    found = workable(kind, due, WEEK, now=NOW)
    assert (found.hitch, found.better) == (hitch, better)


def test_nobody_can_do_it_before_we_open() -> None:
    evening = at(18, 18, 30)
    found = workable(Kind.SEND, at(22, 9), WEEK, now=evening)
    assert found.hitch is Hitch.NO_TIME and found.better == at(22, 18)


def test_a_company_that_never_opens_has_no_better_time() -> None:
    found = workable(Kind.SEND, at(22, 9), Week(ZONE, {}), now=NOW)
    assert found.hitch is Hitch.CLOSED and found.better is None


@given(st.integers(min_value=-3000, max_value=30_000), st.sampled_from(list(Kind)), st.integers(0, 10_000))
def test_what_is_called_better_works(minutes: int, kind: Kind, later: int) -> None:
    now = NOW + timedelta(minutes=later)
    found = workable(kind, now + timedelta(minutes=minutes), WEEK, now=now)
    if found.better is not None:
        assert workable(kind, found.better, WEEK, now=now).works
