"""Lengths of time in steps: added up, and still a median within a twelfth."""

from collections import Counter
from statistics import median

from hypothesis import strategies as st

from kept.figures.waits import GROWTH, minutes_at, quantile, step_of
from tests.rules.properties import given


@given(st.floats(min_value=1, max_value=1_000_000), examples=200)
def test_a_length_lies_in_its_step_and_within_a_twelfth_of_its_end(minutes):
    step = step_of(minutes)
    assert minutes <= minutes_at(step) * 1.000001
    assert minutes_at(step) <= minutes * GROWTH * 1.000001 or step == 1


@given(st.lists(st.floats(min_value=1, max_value=100_000), min_size=1, max_size=50), examples=100)
def test_the_median_of_the_steps_is_the_median_within_a_twelfth(lengths):
    shown = quantile(Counter(step_of(each) for each in lengths), 0.5)
    exact = sorted(lengths)[(len(lengths) - 1) // 2]
    assert exact <= shown * 1.000001
    assert shown <= exact * GROWTH * 1.01
    assert shown <= median(lengths) * GROWTH * 1.01


def test_without_answers_there_is_no_median():
    assert quantile({}, 0.5) is None
    assert step_of(0.2) == 0
