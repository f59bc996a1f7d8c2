"""Facts in a case's life."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CaseOpened:
    kind: ClassVar[str] = "case.opened"
    case: int
    reference: str
    brand: int
    owner: int | None
    team: int | None


@dataclass(frozen=True, slots=True)
class CaseTaken:
    """Another owner of the case and of what is owed in it."""

    kind: ClassVar[str] = "case.assigned"
    case: int
    owner: int | None
    team: int | None
    why: str  # assigned | taken | transferred


@dataclass(frozen=True, slots=True)
class CaseSettled:
    kind: ClassVar[str] = "case.settled"
    case: int
    cause: str


@dataclass(frozen=True, slots=True)
class CaseReopened:
    kind: ClassVar[str] = "case.reopened"
    case: int
    why: str


@dataclass(frozen=True, slots=True)
class CaseMerged:
    kind: ClassVar[str] = "case.merged"
    case: int
    into: int


@dataclass(frozen=True, slots=True)
class CaseUnmerged:
    kind: ClassVar[str] = "case.unmerged"
    case: int
    out_of: int


@dataclass(frozen=True, slots=True)
class CaseSplit:
    kind: ClassVar[str] = "case.split"
    case: int
    out_of: int
    contacts: list[int]


@dataclass(frozen=True, slots=True)
class CaseSpam:
    kind: ClassVar[str] = "case.spam"
    case: int
    why: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    kind: ClassVar[str] = "case.note"
    case: int
    note: int


@dataclass(frozen=True, slots=True)
class ParticipantDecided:
    kind: ClassVar[str] = "case.participant"
    case: int
    participant: int
    standing: str


@dataclass(frozen=True, slots=True)
class CaseOffered:
    """Offered to a colleague or a team; the owner stays until somebody accepts."""

    kind: ClassVar[str] = "case.offered"
    case: int
    offer: int
    to: int | None
    team: int | None


@dataclass(frozen=True, slots=True)
class OfferEnded:
    kind: ClassVar[str] = "case.offer_ended"
    case: int
    offer: int
    how: str  # accepted | declined | withdrawn


@dataclass(frozen=True, slots=True)
class CaseToRoute:
    """A new case that goes to whoever fits best, by the pledge."""

    kind: ClassVar[str] = "case.to_route"
    case: int


@dataclass(frozen=True, slots=True)
class CaseRouted:
    """Who fits best, or nobody (None); the reasons as marks, such as "today:3"."""

    kind: ClassVar[str] = "case.routed"
    case: int
    owner: int | None
    reasons: list[str]
