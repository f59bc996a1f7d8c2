"""Lengths of time in steps that grow by a twelfth, so that many can be added up and a median still be read."""

from collections.abc import Mapping
from math import ceil, log

GROWTH = 13 / 12
LAST = 200
"""Step of everything longer: some thirteen years."""


def step_of(minutes: float) -> int:
    """The step of a length: 0 for less than a minute, 1 up to 1:05 …"""
    if minutes < 1:
        return 0
    return min(LAST, max(1, ceil(log(minutes) / log(GROWTH))))


def minutes_at(step: int) -> float:
    """The longest length of a step, in minutes."""
    return GROWTH**step if step else 0.5


def quantile(answers: Mapping[int, int], share: float) -> float | None:
    """The minutes within which this share of the answers came, to a twelfth; None without answers."""
    total = sum(answers.values())
    if not total:
        return None
    wanted = share * total
    reached = 0
    for step in sorted(answers):
        reached += answers[step]
        if reached >= wanted:
            return minutes_at(step)
    return minutes_at(max(answers))
