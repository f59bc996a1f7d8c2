"""Days as people type them after `before:` and `after:`. Pure."""

import re
from datetime import date, timedelta

_FORMS = (
    re.compile(r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<m>\d{1,2})[./](?P<y>\d{4})"),
)
_AGO = re.compile(r"(?P<n>\d{1,4})(?P<unit>[dwmy])")
_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}


def day_of(typed: str, *, today: date) -> date | None:
    """The day meant by 2026-05-31, 31.5.2026, 2026-05 (its first), 2026, today, yesterday, 7d, 2w; None for no day."""
    typed = typed.strip().lower()
    named = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1}
    try:
        if typed in named:
            return today - timedelta(days=named[typed])
        if ago := _AGO.fullmatch(typed):
            return today - timedelta(days=int(ago["n"]) * _UNITS[ago["unit"]])
        for form in _FORMS:
            if found := form.fullmatch(typed):
                parts = found.groupdict()
                return date(int(parts["y"]), int(parts.get("m") or 1), int(parts.get("d") or 1))
    except (ValueError, OverflowError):
        return None  # a thirteenth month, a year before the first
    return None
