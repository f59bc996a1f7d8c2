"""What is known when a contact arrives and its case is looked for, and where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CandidateCase:
    """A case that the contact may belong to (of merged cases: the one that remains)."""

    case_id: int
    customer_id: int
    brand: str
    settled_at: datetime | None
    last_contact_at: datetime | None
    spam: bool = False
    sender_confirmed: bool = False
    """The sender is a confirmed participant of the case."""
    sender_copied: bool = False
    """A confirmed participant, or we, had the sender's address in To or CC within this case."""


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message id of In-Reply-To or References that we know."""

    case_id: int
    contact_id: int | None = None
    """The contact that has this message id; None when it is still on its way out."""


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """One arrival: the traces of its thread in order of trust, its sender, and the cases they lead to."""

    brand: str
    """Of the address that it was sent to."""
    machine: str = ""
    """Class of the machine that wrote it; empty: a person."""
    aligned: str = "none"
    """Whether the sender's domain vouches for the mail: pass, fail or none."""

    keyed_cases: tuple[int, ...] = ()
    """Cases of keyed codes of ours (reply address, own message id) that were verified."""
    known_messages: tuple[KnownMessage, ...] = ()
    """In-Reply-To first, then References from the last to the first."""
    subject_cases: tuple[int, ...] = ()
    """Cases whose reference stands in the subject."""
    cases: Mapping[int, CandidateCase] = field(default_factory=lambda: MappingProxyType({}))
    """Every case named above, by id; one that is missing is passed over."""

    sender_person: int | None = None
    sender_customers: tuple[int, ...] = ()
    """The customers whom the sender speaks for, the likeliest first."""

    new_case_after: timedelta | None = None
    """The pledge: a reply to a case quiet and settled for longer opens a new one; None: it always reopens."""


class Where(StrEnum):
    """Where a contact belongs."""

    JOIN = "join"  #: into the case: from a confirmed participant, or a report on a message of ours
    WAIT = "wait"  #: into the case, but its sender waits as unconfirmed participant until an agent accepts
    OPEN = "open"  #: a case of its own
    APART = "apart"  #: into no case: a report or an echo whose thread is not known


class Trace(StrEnum):
    """What led to the case."""

    KEYED = "keyed"
    MESSAGE_ID = "message_id"
    SUBJECT = "subject"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the contact belongs, and why."""

    where: Where
    trace: Trace
    reason: str
    """A sentence."""
    case_id: int | None = None
    customer_id: int | None = None
    """Of the case joined, or for a new case the sender's own; None: a customer that we do not know yet."""
    confirmed: bool = True
    """The sender is believed to be who he says, and part of this matter."""
    reopens: bool = False
    """The case joined is settled, and a person has written."""
    parent_contact_id: int | None = None
    """The contact that it replies to, within the case joined."""
    earlier_case_id: int | None = None
    """A new case: the settled one that it continues."""
    mentions: tuple[int, ...] = ()
    """Cases of this brand named in the subject that it does not join, for an agent to look at."""
