"""What commands show of promises and cases: the public shapes of `--json`, field by field."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PromiseSeen:
    """One promise. `broken`: its time passed without proof; that stays true when it is kept later."""

    code: str
    case: str
    kind: str
    text: str
    promisor: str
    customer: str
    customer_code: str
    owner: str
    unowned: bool
    due: datetime
    broken: bool
    state: str
    given: datetime
    brand: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Where a case stands and who has it."""

    case: str
    subject: str
    brand: str
    customer: str
    customer_code: str
    owner: str
    unowned: bool
    stands: str
    next_due: datetime | None
    opened: datetime
    settled: datetime | None
    settled_cause: str
    spam: str


@dataclass(frozen=True, slots=True)
class FileSeen:
    """An attachment; `size` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class DeliverySeen:
    """Where a message of ours is: the worst of its recipients."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """One contact, in or out. `visible` is what was written this time, `text` the whole with quotes."""

    id: str
    direction: str
    channel: str
    time: datetime
    from_: str
    from_name: str
    to: list[str]
    subject: str
    visible: str
    text: str
    purpose: str
    agent: str
    delivery: DeliverySeen | None
    machine: str
    no_answer_reason: str
    promise: str
    unconfirmed: bool
    imported: bool
    message_id: str
    attachments: list[FileSeen]


@dataclass(frozen=True, slots=True)
class EvidenceSeen:
    """A fact that proves. Withdrawn evidence proves nothing any more and stays in sight."""

    source: str
    reach: str
    channel: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    reason: str
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class CasePromise(PromiseSeen):
    """A promise of a case, with how it went."""

    needs: str
    reach: str
    broken_at: datetime | None
    kept_at: datetime | None
    late: bool
    fell_back: str
    closed_at: datetime | None
    closed_why: str
    evidence: list[EvidenceSeen]


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """Words between us."""

    time: datetime
    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseSeen(CaseHead):
    """A whole case: contacts and notes the oldest first, promises the earliest due first."""

    merged: list[str]
    contacts: list[ContactSeen]
    promises: list[CasePromise]
    notes: list[NoteSeen]
