"""The decision before any outbound contact: every check is asked, the worst reason decides."""

from __future__ import annotations

from datetime import datetime

from kept.rules.guard.bills import about_the_bill
from kept.rules.guard.facts import Decision, GuardFacts, Purpose, Verdict
from kept.rules.guard.frequency import about_how_often
from kept.rules.guard.machines import about_machines
from kept.rules.guard.matter import about_the_desk, about_the_matter
from kept.rules.guard.quiet import about_the_hour
from kept.rules.guard.wishes import about_wishes


def decide(facts: GuardFacts, *, now: datetime) -> Decision:
    """Allow, warn or stop, always with reasons; nothing leaves without such a decision on record.

    A test message to our own staff is held back with the desk and asked nothing else.
    """
    reasons = list(about_the_desk(facts))
    if facts.purpose is not Purpose.STAFF_TEST:
        reasons += [*about_the_matter(facts), *about_wishes(facts), *about_the_hour(facts, now)]
        reasons += [*about_how_often(facts, now), *about_machines(facts, now), *about_the_bill(facts, now)]
    reasons.sort(key=lambda reason: -reason.verdict)
    verdict = reasons[0].verdict if reasons else Verdict.ALLOW
    ends = [reason.not_before for reason in reasons if reason.verdict is Verdict.STOP]
    known = [end for end in ends if end is not None]
    return Decision(verdict, tuple(reasons), max(known) if known and len(known) == len(ends) else None)
