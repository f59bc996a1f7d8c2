"""When the silence of an intake is strange: pure, in open time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.operations.alarms.silence import ENOUGH, silent_since
from kept.rules.hours import Shift, Week

NINE_TO_FIVE = Week(
    zone=ZoneInfo("UTC"),
    shifts={day: (Shift(9 * 60, 17 * 60),) for day in range(5)},
    holidays=frozenset(),
)
MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hourly(days: int) -> list[datetime]:
    """A mail at every open hour of so many days from Monday."""
    return [MONDAY + timedelta(days=day, hours=hour) for day in range(days) for hour in range(8)]


def test_an_hour_more_than_usual_is_no_alarm_but_a_whole_day_is():
    arrivals = hourly(3)  # until Wednesday 16:00
    assert silent_since(arrivals, NINE_TO_FIVE, now=arrivals[-1] + 2 * HOUR) is None
    thursday_evening = MONDAY + timedelta(days=3, hours=8)
    assert silent_since(arrivals, NINE_TO_FIVE, now=thursday_evening) == arrivals[-1]


def test_nights_and_weekends_are_silent_everywhere():
    arrivals = hourly(5)  # until Friday 16:00
    monday_morning = MONDAY + timedelta(days=7, hours=1)
    assert silent_since(arrivals, NINE_TO_FIVE, now=monday_morning) is None


def test_a_desk_that_gets_a_mail_a_week_is_not_blamed_for_a_silent_day():
    arrivals = [MONDAY + timedelta(weeks=week) for week in range(ENOUGH + 2)]
    assert silent_since(arrivals, NINE_TO_FIVE, now=arrivals[-1] + timedelta(days=2)) is None
    assert silent_since(arrivals, NINE_TO_FIVE, now=arrivals[-1] + timedelta(weeks=3)) == arrivals[-1]


def test_nobody_knows_what_is_usual_on_a_young_desk():
    arrivals = hourly(5)[:ENOUGH]
    assert silent_since(arrivals, NINE_TO_FIVE, now=MONDAY + timedelta(days=60)) is None
    assert silent_since([], NINE_TO_FIVE, now=MONDAY) is None


def test_a_burst_does_not_make_every_lunch_an_alarm():
    arrivals = [MONDAY + timedelta(seconds=second) for second in range(100)]
    assert silent_since(arrivals, NINE_TO_FIVE, now=MONDAY + 4 * HOUR) is None
