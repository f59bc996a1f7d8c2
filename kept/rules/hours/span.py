"""A span of business time as the pledge writes it: `30m`, `4h`, `2d`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_WRITTEN = re.compile(r"(\d{1,6})([mhd])", re.ASCII)
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}


@dataclass(frozen=True, slots=True)
class Span:
    """So many open minutes (`m`), open hours (`h`) or business days (`d`); written back as it was read."""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in _MINUTES:
            raise ValueError(f"A span counts minutes (m), hours (h) or days (d), not {self.unit!r}.")
        if self.count < 0 or (self.unit == "d" and self.count == 0):
            raise ValueError("A span of days is at least 1d; a span of minutes or hours is not negative.")

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `30m`, `4h` or `2d`; ValueError with a sentence for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not a span: write a number and m, h or d, such as 30m, 4h or 2d.")
        return cls(int(found[1]), found[2])

    @property
    def in_days(self) -> bool:
        """True when the span counts business days and so ends at a closing time."""
        return self.unit == "d"

    @property
    def length(self) -> timedelta:
        """The same count in real time: minutes, hours, or days of 24 hours."""
        return timedelta(minutes=self.count * _MINUTES[self.unit])

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"
