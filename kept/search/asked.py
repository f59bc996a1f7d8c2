"""What is looked for, ready to be asked of the database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kept.search.matching import Matching
from kept.search.words import USUAL

#: A condition on the case `c`, with its parameters.
Condition = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """An operator that was left out, and why: `unknown` names nothing, `date` is no day, `none` has nothing yet."""

    operator: str
    value: str
    why: str


@dataclass(slots=True)
class Asked:
    """What is looked for. `few` names the small sets of cases that are cheaper to begin with than words."""

    matching: Matching = field(default_factory=Matching)
    conditions: list[Condition] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    few: set[str] = field(default_factory=set)
    spam: bool = False  # whether spam is looked for; else it is left out
    nothing: bool = False  # somebody or something was named that there is not: nothing is found
    puzzles: list[Puzzle] = field(default_factory=list)
    languages: tuple[str, ...] = USUAL
