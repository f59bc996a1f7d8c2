"""The Date field as a moment in UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

MONTHS = {
    name: n
    for n, name in enumerate(
        (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"), 1
    )
}
USUAL = re.compile(
    rb"(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-])(\d\d)(\d\d)"
)


def moment(value: bytes) -> datetime | None:
    """When it was sent by its own word, in UTC; None when it says nothing that can be read (RFC 5322, ISO 8601)."""
    found = USUAL.match(value)
    try:
        if found and (month := MONTHS.get(found[2].lower())):
            ahead = timedelta(hours=int(found[8]), minutes=int(found[9]))
            zone = timezone(-ahead if found[7] == b"-" else ahead)
            second = min(int(found[6] or 0), 59)  # a leap second
            return datetime(
                int(found[3]), month, int(found[1]), int(found[4]), int(found[5]), second, tzinfo=zone
            ).astimezone(UTC)
        text = value[:200].decode("latin-1")
        if parsed := parsedate_tz(text):
            zone = timezone(timedelta(seconds=parsed[9] or 0))
            return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=zone).astimezone(UTC)
        spoken = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return spoken.replace(tzinfo=spoken.tzinfo or UTC).astimezone(UTC)
