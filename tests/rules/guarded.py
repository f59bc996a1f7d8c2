"""Facts for the tests of the guard, with nothing against them unless told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.rules.guard import (
    Acknowledging,
    Bill,
    Code,
    ContactLimit,
    GuardFacts,
    Purpose,
    QuietHours,
    Verdict,
    decide,
)

BERLIN, DENVER, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Denver"), ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = QuietHours(20 * 60, 8 * 60)
KNOWN = Acknowledging(aligned=True, known_person=False, last_to_address_at=None, sent_lately=0, most=100)
DUE_BILL = Bill(due_at=NOON - 30 * DAY)


def facts(channel: str = "mail", purpose: Purpose = Purpose.UPDATE, **known) -> GuardFacts:
    known.setdefault("by_machine", False)
    if purpose is Purpose.ACKNOWLEDGEMENT:
        known.setdefault("acknowledging", KNOWN)
    return GuardFacts(channel=channel, purpose=purpose, **known)


def verdict_of(made: GuardFacts, code: Code, now: datetime = NOON) -> Verdict:
    """What the reason with this code does; ALLOW when it is not among the reasons."""
    return next((each.verdict for each in decide(made, now=now).reasons if each.code is code), Verdict.ALLOW)


ONE_A_DAY, THREE_A_WEEK = ContactLimit(1, DAY), ContactLimit(3, 7 * DAY)
LIMITS = (ONE_A_DAY, THREE_A_WEEK)
