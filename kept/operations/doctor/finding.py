"""One thing that doctor looked at, in words for the person who runs the desk."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands. Only what is bad keeps a desk from being well."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what would help. `check` is stable for programs."""

    check: str
    state: State
    sentence: str
    remedy: str = ""


def good(check: str, sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(check, State.GOOD, sentence)


def warning(check: str, sentence: str, remedy: str) -> Finding:
    """The desk works, and somebody should know."""
    return Finding(check, State.WARNING, sentence, remedy)


def bad(check: str, sentence: str, remedy: str) -> Finding:
    """Something does not work, or will not soon."""
    return Finding(check, State.BAD, sentence, remedy)
