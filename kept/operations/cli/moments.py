"""Times as people type them on a command line: a moment, a bare date, or a span of open time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kept.cases.models import Case
from kept.pledge.queries import current
from kept.refusal import Refusal
from kept.rules.hours import Span, due, end_of_date

_SPAN = re.compile(r"\d{1,6}[mhd]", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """When, in which zone that was meant, and the words in which it was said."""

    at: datetime
    zone: str
    words: str


def moment_of(text: str, case: Case, *, now: datetime) -> Moment:
    """Read `2026-12-01 18:00`, `2026-12-01` (until 24:00), `30m`, `4h` or `2d` (open time of the case's brand).

    Without an offset it is the customer's time if his zone is known, else the brand's. Raises Refusal.
    """
    text = text.strip()
    brand = current().brand(case.brand_id)
    zone = _zone(case.customer.zone) or brand.zone
    if _SPAN.fullmatch(text):
        span = Span.parse(text)
        if not span.count:
            raise _unreadable(text)
        return Moment(due(now, span, brand.week), str(zone), text)
    try:
        if _DATE.fullmatch(text):
            return Moment(end_of_date(date.fromisoformat(text), zone), str(zone), text)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(text) from None
    return Moment((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC), str(zone), text)


def since_of(text: str, *, now: datetime) -> datetime | None:
    """Read a date or a moment of the past in UTC unless it names its offset; None for nothing. Raises Refusal."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(
            f"“{text}” is not a time.",
            remedy="Write it like 2026-12-01 or 2026-12-01 18:00.",
            code="bad_time",
        ) from None
    return min(now, (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None  # an imported zone that nobody knows counts as none


def _unreadable(text: str) -> Refusal:
    return Refusal(
        f"“{text}” is not a time.",
        remedy="Write it like 2026-12-01 18:00, 2026-12-01, 30m, 4h or 2d.",
        code="bad_time",
    )
