"""Bands: the weeks by which the index is cut, so that the newest are found without looking at all others."""

from datetime import UTC, datetime, timedelta

_WEEK = timedelta(days=7)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def band_of(at: datetime) -> int:
    """The number of the week in which something happened: from the time, never from an id."""
    return (at - _FIRST) // _WEEK


def begins(band: int) -> datetime:
    """The first moment of a band."""
    return _FIRST + band * _WEEK
