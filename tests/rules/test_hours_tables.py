"""Business time by tables: breaks, holidays, nights, midnight, and the clock changes of several zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.rules.hours import (
    Span,
    closes_next,
    due,
    is_open,
    open_time,
    opens_next,
)
from tests.rules.weeks import ALL_WEEK, OFFICE, at, week


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # 2026-06-01 is a Monday.
        ("2026-06-01 09:00", "30m", "2026-06-01 09:30"),
        ("2026-06-01 07:00", "30m", "2026-06-01 09:30"),
        ("2026-06-01 11:00", "1h", "2026-06-01 12:00"),  # used up at close, not at the next open
        ("2026-06-01 11:00", "61m", "2026-06-01 13:01"),
        ("2026-06-01 12:30", "1h", "2026-06-01 14:00"),
        ("2026-06-01 12:00", "1h", "2026-06-01 14:00"),
        ("2026-06-01 10:00", "4h", "2026-06-01 15:00"),
        ("2026-06-01 16:00", "4h", "2026-06-02 12:00"),
        ("2026-06-01 17:00", "1m", "2026-06-02 09:01"),
        ("2026-06-05 16:00", "2h", "2026-06-08 10:00"),  # over the weekend
        ("2026-06-06 12:00", "7h", "2026-06-08 17:00"),
        ("2026-06-01 09:00", "35h", "2026-06-05 17:00"),
        ("2026-06-01 08:00", "1d", "2026-06-02 17:00"),
        ("2026-06-01 23:59", "1d", "2026-06-02 17:00"),
        ("2026-06-01 00:00", "2d", "2026-06-03 17:00"),
        ("2026-06-05 18:00", "2d", "2026-06-09 17:00"),
        ("2026-06-06 10:00", "1d", "2026-06-08 17:00"),
        ("2026-06-01 10:00", "0m", "2026-06-01 10:00"),
        ("2026-06-06 10:00", "0h", "2026-06-06 10:00"),
    ],
)
def test_a_span_ends_at_the_earliest_moment_at_which_it_is_used_up(start, span, expected):
    assert due(at(start), Span.parse(span), week(OFFICE)) == at(expected)


def test_the_answer_is_in_utc():
    found = due(at("2026-06-01 09:00"), Span.parse("30m"), week(OFFICE))
    assert found.tzinfo is UTC


def test_seconds_are_not_lost():
    start = at("2026-06-01 11:59:59.250000")
    assert due(start, Span.parse("1m"), week(OFFICE)) == at("2026-06-01 13:00:59.250000")


def test_the_start_may_be_in_any_zone():
    start = datetime(2026, 6, 1, 3, 0, tzinfo=ZoneInfo("America/New_York"))  # 09:00 in Berlin
    assert due(start, Span.parse("1h"), week(OFFICE)) == at("2026-06-01 10:00")


# Holidays

WHIT_MONDAY = frozenset({date(2026, 5, 25)})


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        ("2026-05-22 16:00", "2h", "2026-05-26 10:00"),
        ("2026-05-25 10:00", "1h", "2026-05-26 10:00"),
        ("2026-05-22 10:00", "1d", "2026-05-26 17:00"),
        ("2026-05-22 10:00", "2d", "2026-05-27 17:00"),
        ("2026-05-25 10:00", "1d", "2026-05-26 17:00"),
    ],
)
def test_a_holiday_is_no_business_day(start, span, expected):
    assert due(at(start), Span.parse(span), week(OFFICE, holidays=WHIT_MONDAY)) == at(expected)


def test_holidays_may_be_a_rule_and_are_asked_once_a_day():
    asked: list[date] = []

    def no_mondays(day: date) -> bool:
        asked.append(day)
        return day.weekday() == 0

    house = week(OFFICE, holidays=no_mondays)
    for _ in range(3):
        assert due(at("2026-06-05 16:00"), Span.parse("2h"), house) == at("2026-06-09 10:00")
    assert len(asked) == len(set(asked))


def test_a_holiday_cancels_the_shifts_that_open_on_it_and_leaves_the_tail_of_the_evening_before():
    night = week("22:00-06:00", days=ALL_WEEK, holidays=frozenset({date(2026, 6, 2)}))
    assert is_open(at("2026-06-02 05:59"), night)
    assert not is_open(at("2026-06-02 06:00"), night)
    assert not is_open(at("2026-06-02 22:30"), night)
    assert not is_open(at("2026-06-03 05:00"), night)
    assert due(at("2026-06-02 05:00"), Span.parse("2h"), night) == at("2026-06-03 23:00")


# Nights and midnight


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        ("2026-06-01 21:00", "1h", "2026-06-01 23:00"),
        ("2026-06-01 23:00", "4h", "2026-06-02 03:00"),
        ("2026-06-02 02:00", "4h", "2026-06-02 06:00"),
        ("2026-06-02 02:00", "5h", "2026-06-02 23:00"),
        ("2026-06-06 03:00", "1h", "2026-06-06 04:00"),  # Friday's night ends on Saturday
        ("2026-06-06 05:30", "1h", "2026-06-08 22:30"),
        ("2026-06-01 10:00", "1d", "2026-06-03 06:00"),  # Tuesday's shift closes on Wednesday
        ("2026-06-06 03:00", "1d", "2026-06-09 06:00"),
    ],
)
def test_a_close_before_its_open_is_the_next_day(start, span, expected):
    assert due(at(start), Span.parse(span), week("22:00-06:00")) == at(expected)


def test_twenty_four_hundred_is_midnight_and_so_is_nought_on_the_next_day():
    for written in ("18:00-24:00", "18:00-00:00"):
        evening = week(written)
        assert due(at("2026-06-01 20:00"), Span.parse("4h"), evening) == at("2026-06-02 00:00")
        assert not is_open(at("2026-06-02 00:00"), evening)
        assert due(at("2026-06-01 20:00"), Span.parse("1d"), evening) == at("2026-06-03 00:00")


def test_a_house_that_never_closes_counts_plain_time():
    always = week("00:00-24:00", days=ALL_WEEK)
    assert due(at("2026-06-01 20:17"), Span.parse("40h"), always) == at("2026-06-03 12:17")
    assert opens_next(at("2026-06-01 20:17"), always) == at("2026-06-01 20:17")
    assert closes_next(at("2026-06-01 20:17"), always) == at("2026-06-02 00:00")
    assert open_time(at("2026-06-01 20:17"), at("2026-06-11 20:17"), always) == timedelta(days=10)


def test_overlapping_shifts_are_counted_once():
    house = week("08:00-12:00 10:00-16:00 22:00-09:00", days=ALL_WEEK)
    assert open_time(at("2026-06-02 00:00"), at("2026-06-03 00:00"), house) == timedelta(hours=18)
    assert due(at("2026-06-02 07:00"), Span.parse("10h"), house) == at("2026-06-02 23:00")
    assert closes_next(at("2026-06-02 07:00"), house) == at("2026-06-02 16:00")


# Spring: an hour is missing. Autumn: an hour comes twice.


@pytest.mark.parametrize(
    ("zone", "shifts", "start", "span", "expected"),
    [
        # 29 March 2026 in Berlin: 02:00 becomes 03:00.
        ("Europe/Berlin", "00:00-24:00", "2026-03-29 01:00", "2h", "2026-03-29 04:00"),
        ("Europe/Berlin", "01:00-05:00", "2026-03-29 00:00", "3h", "2026-03-29 05:00"),
        ("Europe/Berlin", "01:00-05:00", "2026-03-29 00:00", "4h", "2026-03-30 02:00"),
        ("Europe/Berlin", "02:30-06:00", "2026-03-29 00:00", "1h", "2026-03-29 04:00"),  # opens at 03:00
        ("Europe/Berlin", "00:30-02:30", "2026-03-29 00:00", "90m", "2026-03-29 03:00"),  # closes at 03:00
        ("Europe/Berlin", "02:10-02:50", "2026-03-29 00:00", "10m", "2026-03-30 02:20"),  # swallowed
        ("Europe/Berlin", "02:10-02:50", "2026-03-28 12:00", "1d", "2026-03-30 02:50"),  # no business day
        ("Europe/Berlin", "22:00-06:00", "2026-03-28 23:00", "6h", "2026-03-29 06:00"),
        # 25 October 2026 in Berlin: 03:00 becomes 02:00.
        ("Europe/Berlin", "00:00-24:00", "2026-10-25 01:00", "2h", "2026-10-25 02:00+01:00"),
        ("Europe/Berlin", "01:00-05:00", "2026-10-25 00:00", "5h", "2026-10-25 05:00"),
        ("Europe/Berlin", "22:00-06:00", "2026-10-24 23:00", "8h", "2026-10-25 06:00"),
        (
            "Europe/Berlin",
            "02:30-06:00",
            "2026-10-25 00:00",
            "1h",
            "2026-10-25 02:30+01:00",
        ),  # opens the first time
        (
            "Europe/Berlin",
            "00:30-02:30",
            "2026-10-25 00:00",
            "2h",
            "2026-10-25 02:30+02:00",
        ),  # closes the first time
        ("Europe/Berlin", "00:30-02:30", "2026-10-25 00:00", "121m", "2026-10-26 00:31"),
        # 8 March and 1 November 2026 in New York, at two in the morning.
        ("America/New_York", "00:00-24:00", "2026-03-08 01:30", "1h", "2026-03-08 03:30"),
        ("America/New_York", "02:15-04:15", "2026-03-08 00:00", "75m", "2026-03-08 04:15"),
        ("America/New_York", "00:00-24:00", "2026-11-01 00:30", "2h", "2026-11-01 01:30-05:00"),
        # Lord Howe moves by half an hour: 4 October 2026 at 02:00, 5 April 2026 back at 02:00.
        ("Australia/Lord_Howe", "00:00-24:00", "2026-10-04 01:00", "2h", "2026-10-04 03:30"),
        (
            "Australia/Lord_Howe",
            "02:15-04:00",
            "2026-10-04 00:00",
            "30m",
            "2026-10-04 03:00",
        ),  # opens at 02:30
        ("Australia/Lord_Howe", "00:00-24:00", "2026-04-05 01:00", "2h", "2026-04-05 02:30"),
        ("Australia/Lord_Howe", "01:45-03:00", "2026-04-05 00:00", "105m", "2026-04-05 03:00"),
        # Kathmandu lies 5:45 ahead and never changes.
        ("Asia/Kathmandu", "10:15-16:45", "2026-06-01 16:00", "1h", "2026-06-02 10:30"),
        # Cairo leaves out the first hour of a day: 24 April 2026 begins at 01:00.
        ("Africa/Cairo", "00:00-24:00", "2026-04-23 23:00", "2h", "2026-04-24 02:00"),
        ("Africa/Cairo", "20:00-24:00", "2026-04-23 20:00", "4h", "2026-04-24 01:00"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", "09:00-17:00", "2011-12-29 16:00", "2h", "2011-12-31 10:00"),
        ("Pacific/Apia", "09:00-17:00", "2011-12-29 16:00", "1d", "2011-12-31 17:00"),
        # The night of the 30th, which opens inside the gap, opens when the clock shows the 31st.
        ("Pacific/Apia", "22:00-06:00", "2011-12-29 23:00", "2h", "2011-12-31 01:00"),
    ],
)
def test_spans_are_real_minutes_across_a_change_of_clocks(zone, shifts, start, span, expected):
    house = week(shifts, zone=zone, days=ALL_WEEK)
    moment = datetime.fromisoformat(expected)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    assert due(at(start, zone), Span.parse(span), house) == moment


def test_the_second_reading_of_an_autumn_hour_is_another_moment():
    always = week("00:00-24:00", days=ALL_WEEK)
    first, second = at("2026-10-25 02:30"), at("2026-10-25 02:30", fold=1)
    assert due(second, Span.parse("1h"), always).astimezone(UTC) - due(
        first, Span.parse("1h"), always
    ) == timedelta(hours=1)
    assert open_time(first, second, always) == timedelta(hours=1)
