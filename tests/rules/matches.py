"""Cases that a mail may belong to, for the tests of threading."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kept.rules.matching import CandidateCase, MatchFacts

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

OPEN = CandidateCase(1, 100, "boots", None, NOW - DAY)
OTHER = CandidateCase(2, 200, "boots", None, NOW - DAY)
FOREIGN = CandidateCase(3, 100, "printers", None, NOW - DAY)
SETTLED = CandidateCase(4, 100, "boots", NOW - 5 * DAY, NOW - 6 * DAY)


def facts(*cases: CandidateCase, **known) -> MatchFacts:
    return MatchFacts(brand="boots", cases={each.case_id: each for each in cases}, **known)


def part_of(case: CandidateCase) -> CandidateCase:
    return replace(case, sender_confirmed=True)
