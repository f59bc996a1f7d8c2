"""Facts in a promise's life, as they stand on the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PromiseMade:
    kind: ClassVar[str] = "promise.made"
    promise: int
    code: str
    of: str  # its kind
    promisor: str
    due_at: datetime
    pledge: int
    owner: int | None
    team: int | None


@dataclass(frozen=True, slots=True)
class PromiseJoined:
    """A later contact joins an open promise to answer; the earliest due stands."""

    kind: ClassVar[str] = "promise.joined"
    promise: int
    contact: int


@dataclass(frozen=True, slots=True)
class PromiseInProof:
    kind: ClassVar[str] = "promise.in_proof"
    promise: int
    reach: int


@dataclass(frozen=True, slots=True)
class PromiseKept:
    kind: ClassVar[str] = "promise.kept"
    promise: int
    reach: int
    kept_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class PromiseOwedAgain:
    kind: ClassVar[str] = "promise.owed_again"
    promise: int
    why: str  # withdrawn | sign_never_came | taken_back


@dataclass(frozen=True, slots=True)
class PromiseWarned:
    kind: ClassVar[str] = "promise.warned"
    promise: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseBroken:
    kind: ClassVar[str] = "promise.broken"
    promise: int
    broken_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseBrokenAgain:
    """The time to which it was moved after breaking has passed as well."""

    kind: ClassVar[str] = "promise.broken_again"
    promise: int
    due_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseOverdue:
    """A promise of theirs: it never breaks, but we follow it up."""

    kind: ClassVar[str] = "promise.overdue"
    promise: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseEscalated:
    kind: ClassVar[str] = "promise.escalated"
    promise: int
    step: int
    told: list[int]  # agents


@dataclass(frozen=True, slots=True)
class PromiseRescheduled:
    kind: ClassVar[str] = "promise.rescheduled"
    promise: int
    was: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseGiven:
    """Another owner."""

    kind: ClassVar[str] = "promise.given"
    promise: int
    owner: int | None
    team: int | None


@dataclass(frozen=True, slots=True)
class PromiseReleased:
    kind: ClassVar[str] = "promise.released"
    promise: int
    contact: int | None


@dataclass(frozen=True, slots=True)
class PromiseSuperseded:
    kind: ClassVar[str] = "promise.superseded"
    promise: int
    by: int


@dataclass(frozen=True, slots=True)
class PromiseVoid:
    kind: ClassVar[str] = "promise.void"
    promise: int
    why: str  # spam | double | mistake


@dataclass(frozen=True, slots=True)
class PromiseLapsed:
    kind: ClassVar[str] = "promise.lapsed"
    promise: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceTaken:
    kind: ClassVar[str] = "evidence.taken"
    promise: int
    evidence: int
    reach: int
    source: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceWithdrawn:
    kind: ClassVar[str] = "evidence.withdrawn"
    promise: int
    evidence: int
    source: str
