"""Business time: what four hours or two days mean to a company that has breaks, holidays and a time zone."""

from kept.rules.hours.counting import (
    NeverOpen,
    after,
    closes_next,
    day_ends,
    due,
    end_of_date,
    is_open,
    open_time,
    opens_next,
)
from kept.rules.hours.span import Span
from kept.rules.hours.week import Shift, Week

__all__ = [
    "NeverOpen",
    "Shift",
    "Span",
    "Week",
    "after",
    "closes_next",
    "day_ends",
    "due",
    "end_of_date",
    "is_open",
    "open_time",
    "opens_next",
]
