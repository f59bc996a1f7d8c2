"""What the guard is told before anything leaves, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo


class Purpose(StrEnum):
    """What an outbound contact is for."""

    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    NOTICE = "notice"
    UPDATE = "update"
    PROMISE_RECEIPT = "promise_receipt"
    DUNNING = "dunning"
    SURVEY = "survey"
    STAFF_TEST = "staff_test"


class Wish(StrEnum):
    """What a person has asked of us."""

    NO_CONTACT = "no_contact"
    NO_CALLS = "no_calls"
    WRITTEN_ONLY = "written_only"


class Verdict(IntEnum):
    """The worst reason decides."""

    ALLOW = 0
    WARN = 1
    STOP = 2

    def __str__(self) -> str:
        return self.name.lower()


class Code(StrEnum):
    """Stable names of the reasons; what each means stands in docs/algorithms/guard.md."""

    DESK_HELD = "desk_held"
    OTHER_BRAND = "other_brand"
    CASE_SPAM = "case_spam"
    CASE_SETTLED = "case_settled"
    UNCONFIRMED = "unconfirmed"
    ADDRESS_FAILED = "address_failed"
    NO_CONTACT = "no_contact"
    NO_CALLS = "no_calls"
    WRITTEN_ONLY = "written_only"
    QUIET_HOURS = "quiet_hours"
    ZONE_UNKNOWN = "zone_unknown"
    TOO_OFTEN = "too_often"
    TWO_MACHINES = "two_machines"
    STRANGER = "stranger"
    ACKNOWLEDGED = "acknowledged"
    TOO_MANY_ACKNOWLEDGEMENTS = "too_many_acknowledgements"
    NO_BILL = "no_bill"
    PAID = "paid"
    IN_DISPUTE = "in_dispute"
    NOT_DUE = "not_due"
    PAYMENT_ANNOUNCED = "payment_announced"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The minutes after midnight, in the person's zone, between which these channels are silent."""

    start: int
    end: int
    channels: frozenset[str] = frozenset({"call", "sms"})


@dataclass(frozen=True, slots=True)
class ContactLimit:
    """At most so many unasked contacts of ours within a period."""

    count: int
    period: timedelta


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """What is known when a machine of ours wants to say that something has arrived."""

    aligned: bool
    """The sender's mail is authenticated for his own domain (DMARC alignment)."""
    known_person: bool
    last_to_address_at: datetime | None
    sent_lately: int
    """Acknowledgements of this desk within the period of the global rate."""
    most: int
    """The global rate: as many are allowed within its period."""
    per_address: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill that somebody wants to be paid."""

    due_at: datetime
    paid: bool = False
    in_dispute: bool = False
    payment_expected_until: datetime | None = None
    """A payment announced, or in the post by this payer's habit: believed until then."""


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """One outbound contact: to whom, on which channel, for what, by whom, and what is known about it."""

    channel: str
    """mail, call, sms, letter, chat, post."""
    purpose: Purpose
    by_machine: bool
    """No person wrote or dials it."""
    asked_for: bool = False
    """It replies to what he wrote, or was promised to him: never stopped by frequency. Answers always do."""
    agreed_time: bool = False
    """He named this time for the call."""

    brand: str = ""
    case_brand: str = ""
    desk_held: bool = False
    case_settled: bool = False
    case_spam: bool = False

    participant_confirmed: bool = True
    wishes: frozenset[Wish] = frozenset()
    zones: tuple[ZoneInfo, ...] = ()
    """The one zone he is in, or every plausible one; empty when nothing is known."""
    quiet: QuietHours | None = None
    limits: tuple[ContactLimit, ...] = ()
    unasked_at: tuple[datetime, ...] = ()
    """When we contacted him before without being asked (replies do not count)."""

    address_failed: bool = False
    address_failed_why: str = ""
    """What we were told, in plain words, without a full stop."""

    answers_machine: str = ""
    """The machine class of the contact that this one reacts to; empty: a person wrote it."""
    acknowledging: Acknowledging | None = None
    bill: Bill | None = None

    @property
    def is_reply(self) -> bool:
        """He wrote or asked, and this is what he gets."""
        return self.asked_for or self.purpose in (Purpose.ANSWER, Purpose.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: what it does, its stable code, a sentence for people, and when it passes by itself."""

    code: Code
    sentence: str
    verdict: Verdict
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the guard says; reasons in order of weight, empty when nothing speaks against it."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    not_before: datetime | None = None
    """Stopped, and allowed from then on if nothing else changes; None: not by waiting alone."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The reasons' codes, for the record."""
        return tuple(str(reason.code) for reason in self.reasons)

    @property
    def allowed(self) -> bool:
        """True unless stopped; a warning is shown, and does not hold it back."""
        return self.verdict is not Verdict.STOP
