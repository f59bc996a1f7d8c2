"""One thing that a live test tried, in words for the person who sets it up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`ok`, what was seen, and when it is not ok what would help."""

    ok: bool
    sentence: str
    remedy: str = ""
