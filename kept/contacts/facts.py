"""Facts about words in and out, their delivery and the guard."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ContactReceived:
    kind: ClassVar[str] = "contact.received"
    contact: int
    channel: str
    digest: bytes  # of the raw source
    promise: int | None
    no_answer: str  # code of the reason, "" when an answer is owed


@dataclass(frozen=True, slots=True)
class ContactOrphaned:
    """It replies to something that we do not know yet; another listener may be taking it in just now."""

    kind: ClassVar[str] = "contact.orphaned"
    contact: int


@dataclass(frozen=True, slots=True)
class ContactQueued:
    """Something of ours waits to go out, by this decision of the guard."""

    kind: ClassVar[str] = "contact.queued"
    contact: int
    outgoing: int
    purpose: str
    decision: int
    verdict: str


@dataclass(frozen=True, slots=True)
class GuardStopped:
    """The guard stopped an outgoing contact, or let it pass against a signed reason."""

    kind: ClassVar[str] = "guard.decided"
    decision: int
    purpose: str
    verdict: str
    reasons: list[str]
    override_by: str


@dataclass(frozen=True, slots=True)
class DeliveryLearnt:
    kind: ClassVar[str] = "delivery.learnt"
    outgoing: int
    contact: int
    state: str
    code: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryBounced:
    """It came back: the proof is gone, and the next way is looked for."""

    kind: ClassVar[str] = "delivery.bounced"
    outgoing: int
    contact: int
    code: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ContactCancelled:
    kind: ClassVar[str] = "contact.cancelled"
    contact: int
    outgoing: int


@dataclass(frozen=True, slots=True)
class ContactRescheduled:
    """What waits to leave is to leave at this time instead; its writer had seen everything up to `seen`."""

    kind: ClassVar[str] = "contact.rescheduled"
    contact: int
    not_before: datetime
    seen: int | None


@dataclass(frozen=True, slots=True)
class ContactMoved:
    """A contact belongs to another case of the same customer."""

    kind: ClassVar[str] = "contact.moved"
    contact: int
    out_of: int
    into: int
    why: str


@dataclass(frozen=True, slots=True)
class ContactReadAgain:
    """Its raw source was read again, and what was read of it changed."""

    kind: ClassVar[str] = "contact.read_again"
    contact: int
    changed: list[str]  # names of columns, and "attachments"
    reader: str


@dataclass(frozen=True, slots=True)
class DeskRestored:
    """The database was restored from a backup: what this chain knew since then is not here. On every chain."""

    kind: ClassVar[str] = "desk.restored"
    hold: int
    backup: bytes  # SHA-256 of the file


@dataclass(frozen=True, slots=True)
class DeskHeld:
    """Nothing leaves from now on. On the company's chain."""

    kind: ClassVar[str] = "desk.held"
    hold: int


@dataclass(frozen=True, slots=True)
class DeskLetGo:
    """Somebody confirmed that messages may leave again. On the company's chain."""

    kind: ClassVar[str] = "desk.let_go"
    hold: int


@dataclass(frozen=True, slots=True)
class MailDismissed:
    """Mail in quarantine, which belongs to nobody's case, needs no answer. On the company's chain."""

    kind: ClassVar[str] = "quarantine.dismissed"
    quarantine: int
    digest: bytes  # of the raw source
