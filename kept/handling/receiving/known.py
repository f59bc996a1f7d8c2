"""What the desk knows about a batch of arrivals, kept up to date while the batch is worked through."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from kept.cases.models import Case
from kept.contacts.addresses import case_named
from kept.handling.arrival import Arrival
from kept.ledger.record import Heads
from kept.refusal import NotFound
from kept.rules.codes import compact, find_references

#: How many message ids of a thread are looked up; older ones add nothing.
THREAD = 20


@dataclass(slots=True)
class Parent:
    """A contact that an arrival replies to."""

    customer_id: int
    case_id: int
    contact_id: int
    direction: str = "in"
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A case's open promise to answer."""

    promise_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Answerable:
    """A team, the one brand that it is for (None: for any), and its lead's name ("" without)."""

    brand_id: int | None
    team_id: int
    lead: str


@dataclass(slots=True)
class Known:
    """The desk's knowledge, kept up to date while the batch is worked through."""

    seen: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # digest → (customer, contact)
    teams: list[Answerable] = field(default_factory=list)  # the oldest first
    persons: dict[str, int] = field(default_factory=dict)  # address → person
    customers: dict[int, list[int]] = field(default_factory=dict)  # person → customers, the likeliest first
    messages: dict[str, Parent] = field(default_factory=dict)  # message id → contact
    references: dict[str, tuple[int, int]] = field(default_factory=dict)  # compact → (customer, case)
    cases: dict[int, Case] = field(default_factory=dict)  # locked, by id; merged ones lead to what remains
    fresh: set[int] = field(default_factory=set)  # cases opened in this batch
    owed: dict[int, Owed] = field(default_factory=dict)  # case → its owed promise to answer
    heads: Heads = field(default_factory=dict)  # chains of the customers that this may be about, locked
    standing: dict[tuple[int, str], str] = field(default_factory=dict)  # (case, participant's address)
    lately: dict[tuple[int, str], int] = field(
        default_factory=dict
    )  # (customer, address) → contacts within the hour
    acknowledged: dict[str, datetime] = field(default_factory=dict)  # address → when last
    gathering: dict[tuple[int, str], int] = field(
        default_factory=dict
    )  # (customer, address) → case of a flood
    apart: set[bytes] = field(default_factory=set)  # digests of the bytes that lie in quarantine, or did

    def team(self, brand_id: int) -> Answerable:
        """Who answers for a brand until somebody takes a case, as `kept.staff.queries.team_for` says."""
        ours = [team for team in self.teams if team.brand_id == brand_id] or self.teams
        if not ours:
            raise NotFound("There is no team yet.", remedy="Run `kept doctor`; the first start makes one.")
        return ours[0]


def digest_of(arrival: Arrival, brand: str) -> bytes:
    """What makes two deliveries the same message, whatever way they came: brand, identity, author, words."""
    parts = (
        brand,
        arrival.message_id,
        arrival.from_address,
        arrival.sent_at.isoformat() if arrival.sent_at else "",
        arrival.subject,
        arrival.text,
        arrival.html,
        *(file.sha256.hex() for file in arrival.attachments),
    )
    if not arrival.message_id:
        parts += (arrival.sha256.hex(),)
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).digest()


def look_through(address: str) -> str:
    """The words of the one promise under which a flood of this address is looked through."""
    return f"Look through what came from {address}"


def thread_of(arrival: Arrival) -> list[str]:
    """Message ids that may name the parent: In-Reply-To first, then References from the last to the first."""
    return list(dict.fromkeys([*arrival.in_reply_to, *reversed(arrival.references)]))[:THREAD]


def references_of(arrival: Arrival) -> list[str]:
    """Compact references: keyed ones in the addresses, and those in the subject."""
    return keyed_references(arrival) + subject_references(arrival)


def keyed_references(arrival: Arrival) -> list[str]:
    """References in keyed reply addresses that this desk made."""
    addresses = [*arrival.envelope_to, *(a for _, a in arrival.to), *(a for _, a in arrival.cc)]
    return [code for code in map(case_named, addresses) if code]


def subject_references(arrival: Arrival) -> list[str]:
    """References that stand in the subject."""
    return [compact(reference) for reference in find_references(arrival.subject)]
