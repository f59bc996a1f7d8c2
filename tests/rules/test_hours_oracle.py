"""Business time against a slow, plain oracle that walks every minute of a few weeks."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from kept.rules.hours import Shift, Span, Week, closes_next, due, is_open, open_time, opens_next
from tests.rules.properties import given

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WINDOW_DAYS = 21
WINDOWS = [
    ("Europe/Berlin", date(2026, 3, 20)),
    ("Europe/Berlin", date(2026, 10, 16)),
    ("America/New_York", date(2026, 3, 1)),
    ("America/New_York", date(2026, 10, 24)),
    ("Australia/Lord_Howe", date(2026, 3, 28)),
    ("Australia/Lord_Howe", date(2026, 9, 26)),
    ("Africa/Cairo", date(2026, 4, 16)),
    ("America/Havana", date(2026, 10, 24)),  # midnight comes twice
    ("America/St_Johns", date(2010, 10, 29)),  # the clock falls back over midnight
    ("Pacific/Apia", date(2011, 12, 22)),  # a whole day is left out
    ("Asia/Kathmandu", date(2026, 6, 1)),
]


@cache
def clock(zone: str, first: date) -> tuple[datetime, list[datetime]]:
    """The beginning of the window, and for each minute the latest time that the clock has shown so far."""
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - DAY
    tz = ZoneInfo(zone)
    shown = (
        (begin + n * MINUTE).astimezone(tz).replace(tzinfo=None) for n in range((WINDOW_DAYS + 3) * 1440)
    )
    return begin, list(accumulate(shown, max))


@dataclass
class Oracle:
    """A week written out minute by minute."""

    begin: datetime
    minutes: list[bool]
    closing: dict[date, int]

    def index(self, moment: datetime) -> int:
        return (moment - self.begin) // MINUTE

    def moment(self, index: int) -> datetime:
        return self.begin + index * MINUTE

    def due(self, start: datetime, minutes: int) -> datetime | None:
        """The end of the n-th open minute from the start."""
        for n in range(self.index(start), len(self.minutes)):
            minutes -= self.minutes[n]
            if minutes == 0:
                return self.moment(n + 1)
        return None

    def due_in_days(self, day: date, count: int) -> datetime | None:
        later = sorted(each for each in self.closing if each > day)
        return self.moment(self.closing[later[count - 1]]) if len(later) >= count else None


def written_out(week: Week, zone: str, first: date) -> Oracle:
    begin, shown = clock(zone, first)
    minutes, closing = [False] * len(shown), {}
    for day in (first + n * DAY for n in range(-1, WINDOW_DAYS)):
        if week.is_holiday(day):
            continue
        midnight = datetime(day.year, day.month, day.day)
        for each in week.shifts.get(day.weekday(), ()):
            length = each.close if each.close > each.open else each.close + 1440
            opens = bisect_left(shown, midnight + each.open * MINUTE)
            closes = bisect_left(shown, midnight + length * MINUTE)
            for n in range(opens, closes):
                minutes[n] = True
            if closes > opens:
                closing[day] = max(closes, closing.get(day, 0))
    return Oracle(begin, minutes, closing)


minutes_of_day = st.one_of(st.integers(0, 1439), st.sampled_from([0, 60, 90, 120, 135, 150, 180, 1380, 1439]))


@st.composite
def shifts(draw) -> Shift:
    opens = draw(minutes_of_day)
    closes = draw(st.one_of(minutes_of_day, st.just(1440)))
    assume(opens != closes)
    return Shift(opens, closes)


@st.composite
def weeks(draw) -> tuple[Week, Oracle, str, date]:
    zone, first = draw(st.sampled_from(WINDOWS))
    by_day = draw(st.dictionaries(st.integers(0, 6), st.lists(shifts(), max_size=3).map(tuple), min_size=1))
    days = st.integers(0, WINDOW_DAYS).map(lambda n: first + n * DAY)
    week = Week(ZoneInfo(zone), by_day, frozenset(draw(st.sets(days, max_size=3))))
    return week, written_out(week, zone, first), zone, first


def starts(first: date) -> st.SearchStrategy[datetime]:
    """Any minute of the window's first two weeks (UTC); a day's room before it for its nights."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return st.integers(1440, 14 * 1440).map(lambda n: midnight + n * MINUTE)


@given(weeks(), st.data(), examples=60)
def test_minutes_and_hours_end_where_the_plain_count_ends(made, data):
    week, oracle, _, first = made
    start = data.draw(starts(first))
    minutes = data.draw(st.integers(1, 3000))
    expected = oracle.due(start, minutes)
    assume(expected is not None and expected < oracle.moment((WINDOW_DAYS - 1) * 1440))
    assert due(start, Span(minutes, "m"), week) == expected


@given(weeks(), st.data(), examples=60)
def test_days_end_at_the_closing_time_of_the_nth_business_day(made, data):
    week, oracle, zone, first = made
    start = data.draw(starts(first))
    count = data.draw(st.integers(1, 4))
    expected = oracle.due_in_days(start.astimezone(ZoneInfo(zone)).date(), count)
    assume(expected is not None)
    assert due(start, Span(count, "d"), week) == expected


@given(weeks(), st.data(), examples=60)
def test_open_now_open_next_and_open_for_how_long(made, data):
    week, oracle, _, first = made
    start, end = sorted((data.draw(starts(first)), data.draw(starts(first))))
    at, until = oracle.index(start), oracle.index(end)
    assert is_open(start, week) == oracle.minutes[at]
    assert open_time(start, end, week) == sum(oracle.minutes[at:until]) * MINUTE
    following = next((n for n in range(at, (WINDOW_DAYS - 1) * 1440) if oracle.minutes[n]), None)
    assume(following is not None)
    assert opens_next(start, week) == oracle.moment(following)


@given(weeks(), st.data(), examples=60)
def test_the_next_closing_is_the_end_of_a_shift_and_open_time_until_then_is_unbroken(made, data):
    week, oracle, _, first = made
    start = data.draw(starts(first))
    assume(any(oracle.minutes[oracle.index(start) : (WINDOW_DAYS - 1) * 1440]))
    opens, closes = opens_next(start, week), closes_next(start, week)
    assert start <= opens < closes
    assert open_time(start, closes, week) == closes - opens
    ends = oracle.index(closes)
    assert not oracle.minutes[ends] or ends in oracle.closing.values()


@given(weeks(), st.data(), examples=60)
def test_a_span_cut_in_two_ends_where_the_whole_ends(made, data):
    week, oracle, _, first = made
    start = data.draw(starts(first)) + timedelta(seconds=data.draw(st.integers(0, 59)))
    one, two = data.draw(st.integers(1, 900)), data.draw(st.integers(1, 900))
    whole = oracle.due(start, one + two + 1)
    assume(whole is not None and whole < oracle.moment((WINDOW_DAYS - 1) * 1440))
    halfway = due(start, Span(one, "m"), week)
    assert due(halfway, Span(two, "m"), week) == due(start, Span(one + two, "m"), week)
    assert open_time(start, halfway, week) == one * MINUTE
