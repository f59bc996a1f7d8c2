"""Windows on long scales, and how heavy a line may be."""

import re
from datetime import datetime, timedelta

from kept.faces.components.drawing import ROW_WINDOW, WINDOW, own_scale, shared_now
from kept.faces.components.seen import Look, PromiseSeen

HOUR = timedelta(hours=1)


def visit(given: timedelta, opens: timedelta, now: datetime) -> PromiseSeen:
    """A visit with a window of two hours, `given` ago, that opens in `opens`."""
    due = now + opens + 2 * HOUR
    return PromiseSeen("KP", "Visit", Look.OWED, now - given, due, now, window_from=now + opens)


def width(drawing: str) -> float:
    return float(re.search(r'class="window" x="[\d.]+%" y="2" width="([\d.]+)%"', drawing)[1])


def test_two_hours_at_the_end_of_three_weeks_can_be_seen_and_the_break_says_so(now: datetime) -> None:
    drawn = own_scale(visit(500 * HOUR, 20 * HOUR, now))
    assert width(drawn) == WINDOW and 'class="break"' in drawn


def test_a_window_of_the_same_day_is_drawn_to_scale(now: datetime) -> None:
    drawn = own_scale(visit(2 * HOUR, 4 * HOUR, now))
    assert width(drawn) == 25 and 'class="break"' not in drawn


def test_within_the_window_the_flag_stands_in_the_frame(now: datetime) -> None:
    drawn = own_scale(visit(500 * HOUR, -1 * HOUR, now))
    flag = float(re.search(r'class="now" x="([\d.]+)%"', drawn)[1])
    assert flag == 100 - WINDOW / 2


def test_a_window_keeps_its_width_on_a_list_too(now: datetime) -> None:
    assert width(shared_now(visit(HOUR, 200 * HOUR, now), timedelta(days=10))) >= ROW_WINDOW
