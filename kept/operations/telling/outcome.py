"""How telling ended."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The value is for logs."""

    TOLD = "told"
    AGAIN = "again"  # later
    REFUSED = "refused"  # never


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome; why, in words; and in how many seconds to come again at the earliest."""

    outcome: Outcome
    words: str = ""
    seconds: int = 0


TOLD = Result(Outcome.TOLD)
