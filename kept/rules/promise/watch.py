"""Watching the due time: when to warn, whom to tell next, and in which band a promise is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kept.rules.hours import Span, Week, after, due, open_time

AN_HOUR = timedelta(hours=1)


class Band(StrEnum):
    """Where an owed promise is shown."""

    BROKEN = "broken"
    HOUR = "hour"
    TODAY = "today"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """So long after the warning or the breaking, this role is told (owner, lead, head, or a name)."""

    after: Span
    tell: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """The steps that are to run now, how many have run with them, and when the next one comes."""

    steps: tuple[EscalationStep, ...]
    level: int
    next_at: datetime | None


def warn_due(
    given_at: datetime, due_at: datetime, before: float | timedelta, week: Week | None = None
) -> datetime:
    """When to warn: after this share of the time has passed (0.75), or this long before due.

    With a week, open time is counted, so that nobody is warned at night of what is due in the morning. Where
    the time before due is longer than all the time there is, the warning comes at half-time: there always is
    one. ValueError for a share outside 0 to 1, or a time before due that is not positive.
    """
    if due_at <= given_at:
        return due_at
    open_for = open_time(given_at, due_at, week) if week else timedelta(0)
    passed = _passed(open_for or due_at - given_at, before)
    # Due outside our hours (a concession until midnight) there may be no open time before it: then real time.
    return after(given_at, passed, week) if week and open_for else given_at + passed


def _passed(whole: timedelta, before: float | timedelta) -> timedelta:
    if isinstance(before, timedelta):
        if before <= timedelta(0):
            raise ValueError("A warning comes some time before due.")
        return whole - before if before < whole else whole / 2
    if not 0 < before < 1:
        raise ValueError("The share of the time after which to warn lies between 0 and 1.")
    return whole * before


def escalation_step(
    steps: Sequence[EscalationStep], level: int, since: datetime, now: datetime, week: Week | None = None
) -> Escalated:
    """What is to be told now, when `level` steps have run since `since` (the warning, or the breaking).

    Steps missed during a standstill come at once, in order. With a week their spans are business time, else
    plain time.
    """
    running: list[EscalationStep] = []
    for step in steps[level:]:
        at = due(since, step.after, week) if week else since + step.after.length
        if at > now:
            return Escalated(tuple(running), level + len(running), at)
        running.append(step)
    return Escalated(tuple(running), level + len(running), None)


def band(due: datetime, now: datetime, closes_at: datetime) -> Band:
    """Broken, within the hour, today (until `closes_at`, see `hours.day_ends`), or later."""
    if due < now:
        return Band.BROKEN
    if due <= now + AN_HOUR:
        return Band.HOUR
    return Band.TODAY if due <= closes_at else Band.LATER
