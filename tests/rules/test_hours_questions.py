"""Business time: open now, open next, how long; what cannot be answered; spans and shifts as written."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.rules.hours import (
    NeverOpen,
    Shift,
    Span,
    Week,
    after,
    closes_next,
    day_ends,
    due,
    end_of_date,
    is_open,
    open_time,
    opens_next,
)
from tests.rules.weeks import BERLIN, OFFICE, at, week

# Opening and closing


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-06-01 08:59:59.999999", False),
        ("2026-06-01 09:00", True),
        ("2026-06-01 11:59:59.999999", True),
        ("2026-06-01 12:00", False),
        ("2026-06-01 13:00", True),
        ("2026-06-06 10:00", False),
    ],
)
def test_open_from_the_moment_of_opening_and_not_at_the_moment_of_closing(moment, opened):
    assert is_open(at(moment), week(OFFICE)) is opened


@pytest.mark.parametrize(
    ("moment", "opens", "closes"),
    [
        ("2026-06-01 08:00", "2026-06-01 09:00", "2026-06-01 12:00"),
        ("2026-06-01 10:17", "2026-06-01 10:17", "2026-06-01 12:00"),
        ("2026-06-01 12:00", "2026-06-01 13:00", "2026-06-01 17:00"),
        ("2026-06-05 17:00", "2026-06-08 09:00", "2026-06-08 12:00"),
    ],
)
def test_the_next_opening_and_closing(moment, opens, closes):
    assert opens_next(at(moment), week(OFFICE)) == at(opens)
    assert closes_next(at(moment), week(OFFICE)) == at(closes)


def test_the_working_day_ends_at_midnight_or_with_the_night_shift():
    assert day_ends(at("2026-06-01 18:00"), week(OFFICE)) == at("2026-06-02 00:00")
    assert day_ends(at("2026-06-01 18:00"), week("22:00-06:00")) == at("2026-06-02 06:00")
    assert day_ends(at("2026-06-07 18:00"), week("22:00-06:00")) == at("2026-06-08 00:00")


def test_a_bare_date_ends_at_twenty_four_hundred_where_the_customer_is():
    assert end_of_date(date(2026, 8, 1), BERLIN) == at("2026-08-02 00:00")
    assert end_of_date(date(2026, 4, 23), ZoneInfo("Africa/Cairo")) == at("2026-04-24 01:00", "Africa/Cairo")


def test_open_time_counts_breaks_and_weekends_out():
    assert open_time(at("2026-06-05 11:00"), at("2026-06-08 10:00"), week(OFFICE)) == timedelta(hours=6)
    assert open_time(at("2026-06-06 11:00"), at("2026-06-07 10:00"), week(OFFICE)) == timedelta(0)


def test_open_time_runs_forwards():
    with pytest.raises(ValueError, match="before the beginning"):
        open_time(at("2026-06-05 11:00"), at("2026-06-05 10:00"), week(OFFICE))


# What cannot be answered


@pytest.mark.parametrize("span", ["1m", "4h", "1d"])
@pytest.mark.parametrize("house", [Week(BERLIN, {}), week(OFFICE, holidays=lambda _: True)])
def test_a_week_that_never_opens_says_so(house, span):
    with pytest.raises(NeverOpen, match="not open long enough"):
        due(at("2026-06-01 09:00"), Span.parse(span), house)
    with pytest.raises(NeverOpen):
        opens_next(at("2026-06-01 09:00"), house)
    with pytest.raises(NeverOpen):
        closes_next(at("2026-06-01 09:00"), house)
    assert not is_open(at("2026-06-01 09:00"), house)
    assert open_time(at("2026-06-01 09:00"), at("2026-07-01 09:00"), house) == timedelta(0)


@pytest.mark.parametrize("span", ["999999h", "999999d"])
def test_a_span_that_takes_longer_than_the_years_that_are_searched_says_so(span):
    with pytest.raises(NeverOpen):
        due(at("2026-06-01 09:00"), Span.parse(span), week(OFFICE))


def test_naive_moments_are_refused_with_a_sentence():
    naive, aware = datetime(2026, 6, 1, 9, 0), at("2026-06-01 09:00")
    for ask in (
        lambda: due(naive, Span.parse("1h"), week(OFFICE)),
        lambda: due(naive, Span.parse("1d"), week(OFFICE)),
        lambda: after(naive, timedelta(hours=1), week(OFFICE)),
        lambda: is_open(naive, week(OFFICE)),
        lambda: opens_next(naive, week(OFFICE)),
        lambda: closes_next(naive, week(OFFICE)),
        lambda: day_ends(naive, week(OFFICE)),
        lambda: open_time(aware, naive, week(OFFICE)),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


# Spans and shifts as they are written


@pytest.mark.parametrize("text", ["30m", "4h", "2d", "0m", "90m"])
def test_a_span_is_written_as_it_was_read(text):
    assert str(Span.parse(f" {text} ")) == text


@pytest.mark.parametrize(
    "text", ["", "4", "h", "-4h", "4 h", "1.5h", "0d", "4H", "1h30m", "4w", "٤h", "4h\n5m"]
)
def test_what_is_no_span_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"[Ss]pan"):
        Span.parse(text)


def test_a_span_of_another_unit_or_below_nought_is_refused():
    with pytest.raises(ValueError, match="counts minutes"):
        Span(1, "w")
    with pytest.raises(ValueError, match="not negative"):
        Span(-1, "h")


@pytest.mark.parametrize(("opens", "closes"), [(-1, 5), (1440, 5), (5, 1441), (5, -1), (540, 540)])
def test_a_shift_that_no_clock_shows_is_refused(opens, closes):
    with pytest.raises(ValueError, match="shift"):
        Shift(opens, closes)


def test_an_eighth_weekday_is_refused():
    with pytest.raises(ValueError, match="Weekdays"):
        Week(BERLIN, {7: (Shift(540, 1020),)})
