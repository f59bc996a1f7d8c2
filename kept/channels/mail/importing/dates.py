"""When a mail of the past reached us: its newest Received line, else its own date, never the future."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kept.channels.mail.reading.headers import split_head


def arrived_at(raw: bytes, *, now: datetime) -> datetime:
    """The time at which our server took it, as its headers tell; `now` when they tell nothing usable."""
    headers, _ = split_head(raw, 0, len(raw), root=True)
    for value in (headers.first("received").rpartition(b";")[2], headers.first("date")):
        moment = _moment(value)
        if moment is not None and moment <= now:
            return moment
    return now


def _moment(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("ascii", "replace"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
