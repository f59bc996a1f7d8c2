"""Reasons for and against somebody: a code for programs and translators, values, and the sentence in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """Why somebody comes first, or cannot have the case."""

    KNOWS = "knows"  #: dealt with this customer before
    SPEAKS = "speaks"
    SKILLED = "skilled"
    AT_WORK = "at_work"
    IN_TIME = "in_time"  #: not at work now, but before it is due
    FREE = "free"  #: owes nothing
    PRESSING = "pressing"  #: promises that are broken or due within the hour
    TODAY = "today"  #: promises due today
    PROMISES = "promises"  #: promises, none of them due today
    READS_ONLY = "reads_only"
    OTHER_BRAND = "other_brand"
    OTHER_TEAM = "other_team"
    NO_LANGUAGE = "no_language"
    AWAY = "away"
    TOO_LATE = "too_late"  #: not at work before it is due


_SENTENCES: Mapping[Code, str] = {
    Code.KNOWS: "knows {customer} from {reference}",
    Code.SPEAKS: "speaks {language}",
    Code.SKILLED: "knows about {skill}",
    Code.AT_WORK: "is at work now",
    Code.IN_TIME: "is at work before it is due",
    Code.FREE: "owes nothing at the moment",
    Code.PRESSING: "{count} pressing",
    Code.TODAY: "{count} due today",
    Code.PROMISES: "{count}, none due today",
    Code.READS_ONLY: "only reads",
    Code.OTHER_BRAND: "does not see this brand",
    Code.OTHER_TEAM: "is not in the team {team}",
    Code.NO_LANGUAGE: "does not speak {language}",
    Code.AWAY: "is away",
    Code.TOO_LATE: "is not at work before it is due",
}
_COUNTED = frozenset({Code.PRESSING, Code.TODAY, Code.PROMISES})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `values` hold what its sentence names; `count` is of promises."""

    code: Code
    values: Mapping[str, str] = field(default_factory=dict)
    count: int = 0

    def __str__(self) -> str:
        """In English, to stand after a name: "speaks de", "3 promises due today"."""
        promises = f"{self.count} promise{'' if self.count == 1 else 's'}"
        values = {**self.values, "count": promises} if self.code in _COUNTED else self.values
        return _SENTENCES[self.code].format_map(values)

    @property
    def mark(self) -> str:
        """For the ledger: the code, and what it names that is no person's word ("today:3", "knows:K7Q-3M9-E")."""
        named = str(self.count) if self.code in _COUNTED else self.values.get(_MARKED.get(self.code, ""), "")
        return f"{self.code}:{named}" if named else str(self.code)

    @classmethod
    def from_mark(cls, mark: str, *, customer: str = "") -> Reason | None:
        """A reason as the ledger has it; None for one that is not known any more."""
        name, _, named = mark.partition(":")
        if name not in set(Code):
            return None
        code = Code(name)
        if code in _COUNTED:
            return cls(code, count=int(named) if named.isdigit() else 0)
        values = {_MARKED[code]: named} if code in _MARKED else {}
        return cls(code, values | ({"customer": customer} if code is Code.KNOWS else {}))


#: What the ledger keeps of a reason's values.
_MARKED: Mapping[Code, str] = {
    Code.KNOWS: "reference",
    Code.SPEAKS: "language",
    Code.SKILLED: "skill",
    Code.NO_LANGUAGE: "language",
}
