"""Guard: how often we have come to him unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kept.rules.guard.facts import Code, ContactLimit, GuardFacts, Purpose, Reason, Verdict

_DAY = timedelta(days=1)


def about_how_often(facts: GuardFacts, now: datetime) -> Iterator[Reason]:
    """The pledge's limits; never for what he asked for, nor for the written word on a promise.

    A notice of a change is owed to him, so that it is only warned of.
    """
    if facts.is_reply or facts.purpose is Purpose.PROMISE_RECEIPT:
        return
    verdict = Verdict.WARN if facts.purpose is Purpose.NOTICE else Verdict.STOP
    for limit in facts.limits:
        within = sorted(at for at in facts.unasked_at if now - limit.period < at <= now)
        if len(within) >= limit.count:
            free_at = within[len(within) - limit.count] + limit.period if limit.count > 0 else None
            yield Reason(Code.TOO_OFTEN, _sentence(limit, len(within)), verdict, free_at)


def _sentence(limit: ContactLimit, count: int) -> str:
    times = "not yet" if count == 0 else "once" if count == 1 else f"{count} times"
    within = f"within {_period(limit.period)}"
    return f"We have contacted the customer {times} unasked {within}; the limit is {limit.count}."


def _period(period: timedelta) -> str:
    days, rest = divmod(period, _DAY)
    if not rest:
        return "a day" if days == 1 else f"{days} days"
    hours = period / timedelta(hours=1)
    return "an hour" if hours == 1 else f"{hours:g} hours"
