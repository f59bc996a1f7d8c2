"""The vocabulary of a promise: its kinds and states, its terms, its proofs, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What is promised; kinds to begin with."""

    ANSWER = "answer"
    CALL_BACK = "call_back"
    VISIT = "visit"
    NOTICE = "notice"  #: tell him of a change
    UPDATE = "update"  #: tell him even without news
    CONCESSION = "concession"  #: a right granted until a date
    REFUND = "refund"
    REPLACE = "replace"
    SEND = "send"
    REFER = "refer"
    PAY = "pay"
    SEND_BACK = "send_back"
    OTHER = "other"
    FIND_WAY = "find_way"  #: find a way to reach him, when all recorded ones failed


class Side(StrEnum):
    """Who promises."""

    COMPANY = "company"
    CUSTOMER = "customer"
    PARTNER = "partner"


class Reach(IntEnum):
    """How far a proof shows that something came; the order is the meaning."""

    HANDED_OVER = 1  #: our relay took it
    ACCEPTED = 2  #: the recipient's server took it
    PRESUMED = 3  #: no bounce within the grace
    DELIVERED = 4  #: a delivery notice or a provider's event
    CONFIRMED = 5  #: he replied, acted, was spoken to; a check-in or a payment happened


class State(StrEnum):
    """Where a promise stands. Broken is not among them: it is a fact with a time beside the state."""

    OWED = "owed"
    IN_PROOF = "in_proof"
    KEPT = "kept"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    VOID = "void"
    LAPSED = "lapsed"

    @property
    def open(self) -> bool:
        """True while something is still to come: owed, or waiting for its verdict."""
        return self in (State.OWED, State.IN_PROOF)


class Why(StrEnum):
    """Why a promise is owed again although something was done."""

    NONE = ""
    WITHDRAWN = "withdrawn"
    SIGN_NEVER_CAME = "sign_never_came"

    @property
    def sentence(self) -> str:
        """The reason in plain words; empty for none."""
        return _SENTENCES[self]


_SENTENCES = {
    Why.NONE: "",
    Why.WITHDRAWN: "What was sent did not reach the customer.",
    Why.SIGN_NEVER_CAME: "The expected sign from the customer never came.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised and what will prove it. All moments are aware."""

    kind: Kind
    promisor: Side
    given_at: datetime
    due_at: datetime
    warn_at: datetime | None
    needs: Reach
    sign_until: timedelta | None
    """How long after the hand-over a sign beyond *presumed* may take; None: the bounce grace."""
    bounce_grace: timedelta
    """How long after the hand-over (or the last notice of delay) silence means *presumed*."""
    or_second_channel: bool = False
    """Where a sign beyond *presumed* is needed: two channels that are each presumed are enough as well."""

    def __post_init__(self) -> None:
        for moment in (self.given_at, self.due_at, self.warn_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("The moments of a promise are aware datetimes.")


@dataclass(frozen=True, slots=True)
class Proof:
    """One fact that proves. Proofs with the same `of` speak of one message or one act."""

    reach: Reach
    happened_at: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    source: str = ""
    of: str = ""
    delayed_at: datetime | None = None
    """When we were last told that the message is still on its way; the grace runs from then."""
    channel: str = ""
    """By which channel it came; empty: none that would count beside another."""

    @property
    def counts_from(self) -> datetime:
        """When it happened; evidence dated in the future counts from its arrival."""
        return min(self.happened_at, self.recorded_at)


@dataclass(frozen=True, slots=True)
class Closing:
    """An authored end: released, superseded or void."""

    state: State
    at: datetime

    def __post_init__(self) -> None:
        if self.state not in (State.RELEASED, State.SUPERSEDED, State.VOID, State.LAPSED):
            raise ValueError(f"A promise is not closed as {self.state}: that follows from its proofs.")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a promise stands at a moment, as far as is known."""

    state: State
    kept_at: datetime | None
    late: bool
    """Kept, and after it was due."""
    broken_at: datetime | None
    """The due time at which it broke; it stays when the promise is kept later."""
    broken: bool
    """Broken now: owed by us, and past due."""
    reach: Reach | None
    """The furthest that a standing proof (or the grace) shows; None without any."""
    next_check_at: datetime | None
    """When passing time alone next changes something (warning, breaking, verdict); None: no more."""
    overdue: bool
    """Theirs or a partner's, owed and past due: it never breaks, but owes a follow-up of ours."""
    verdict_at: datetime | None = None
    """In proof: when the verdict falls if nothing more is heard."""
    why: Why = Why.NONE
