"""What is known when somebody has to be found for a case: the matter, and each colleague who might have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kept.rules.hours import Week


@dataclass(frozen=True, slots=True)
class Subject:
    """A skill, and the words that ask for it when they stand in the subject of a matter."""

    skill: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """The case to be given: its team, when something falls due in it, and what whoever takes it should bring."""

    team: str
    """Name of the team that answers for it, as it stands in reasons."""
    customer: str
    """Name of the customer, as it stands in reasons."""
    hours: Week
    """The brand's hours: those of everybody who has none of his own."""
    brand_languages: frozenset[str]
    """Languages in which the brand answers: those of everybody who has none written down."""
    due_at: datetime | None = None
    language: str = ""
    """The customer's, as a code ("de"); "" when it is not known, and then nobody is left out for it."""
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """That a colleague has dealt with this customer before: in which matter last, and when."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from one moment up to another; None: nobody knows until when."""

    begins: datetime
    ends: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether somebody is away at this moment."""
        return self.begins <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Load:
    """Open promises of ours that somebody owns, by when they fall due. A broken one is pressing."""

    pressing: int = 0  #: broken, or due within the hour
    today: int = 0
    week: int = 0  #: within seven days
    later: int = 0

    @property
    def promises(self) -> int:
        """How many there are."""
        return self.pressing + self.today + self.week + self.later


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague, as far as it matters to who should have a case."""

    agent_id: int
    name: str
    reads_only: bool = False
    sees_brand: bool = True
    in_team: bool = True
    languages: frozenset[str] = frozenset()
    """Codes; empty: those of the brand."""
    skills: frozenset[str] = frozenset()
    hours: Week | None = None
    """None: the brand's."""
    absences: tuple[Absence, ...] = ()
    load: Load = field(default_factory=Load)
    knows: Acquaintance | None = None
    last_given_at: datetime | None = None
    """When he last got a case; who has waited longest comes first among equals."""
