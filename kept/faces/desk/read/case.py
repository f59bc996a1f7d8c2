"""The head of a case: its names, who has it, and the most urgent promise in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kept.cases.models import Case, Stands
from kept.faces.components import times
from kept.faces.components.seen import Face, Look, PromiseSeen
from kept.faces.desk.read.promises import face, promise_seen
from kept.promises.models import Promise
from kept.staff.models import Agent

STANDS = {
    Stands.OURS: "We owe something here.",
    Stands.WAITING: "We owe nothing; the customer owes us something.",
    Stands.QUIET: "Nothing is owed here.",
    Stands.SETTLED: "Settled.",
}
#: What is most urgent, when due times alone do not say.
ORDER = (Look.BROKEN, Look.RISK, Look.OWED, Look.PROOF, Look.OVERDUE, Look.THEIRS)
#: Promises of a case that its page shows.
MOST = 200


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """The head of the page."""

    id: int
    reference: str
    title: str
    customer: str
    customer_code: str
    their_zone: str
    brand: str
    owner: Face | None
    team: str
    settled: bool
    spam: str
    last_in_at: datetime | None
    stands_words: str
    urgent: PromiseSeen | None
    urgent_says: str

    @property
    def assign_words(self) -> str:
        """What the button that gives the case to somebody says."""
        return "Take" if self.owner is None else "Assign"


def promises_of(case: Case) -> list[Promise]:
    """The promises of a case, the earliest due first."""
    rows = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).select_related("owner")
    return list(rows.order_by("due_at", "id")[:MOST])


def case_seen(
    case: Case, promises: Sequence[PromiseSeen], agent: Agent, *, now: datetime, zone: ZoneInfo
) -> CaseSeen:
    """The head of a case; `promises` are all of its promises."""
    urgent = most_urgent(promises)
    return CaseSeen(
        id=case.pk,
        reference=case.reference,
        title=case.subject or "Without a subject",
        customer=case.customer.name,
        customer_code=case.customer.code,
        their_zone=case.customer.zone,
        brand=case.brand.name,
        owner=face(case.owner, agent),
        team=case.team.name if case.team else "",
        settled=case.settled_at is not None,
        spam=case.spam_reason,
        last_in_at=case.last_in_at,
        stands_words=_stands(case, now, zone),
        urgent=urgent,
        urgent_says=_urgent_says(case, urgent, promises, now, zone) if urgent else "",
    )


def seen_of(rows: Sequence[Promise], agent: Agent, *, now: datetime) -> list[PromiseSeen]:
    """All promises of a case as the page shows them."""
    return [promise_seen(row, agent, now=now, may_close=row.promisor != "customer") for row in rows]


def most_urgent(promises: Sequence[PromiseSeen]) -> PromiseSeen | None:
    """What must be done next; None when nothing is open."""
    open_ones = [promise for promise in promises if promise.open]
    return min(open_ones, key=lambda promise: (ORDER.index(promise.look), promise.due_at), default=None)


def _stands(case: Case, now: datetime, zone: ZoneInfo) -> str:
    if case.spam_reason:
        return f"Marked as spam: {case.spam_reason}"
    if case.settled_at is not None:
        return f"Settled {times.moment(case.settled_at, now, zone)}: {case.settled_cause}"
    return STANDS[Stands(case.stands)]


def _urgent_says(
    case: Case, urgent: PromiseSeen, promises: Sequence[PromiseSeen], now: datetime, zone: ZoneInfo
) -> str:
    words = [f"Given {times.moment(urgent.given_at, now, zone)}."]
    if urgent.note:
        words.append(urgent.note)
    if urgent.owner is not None:
        words.append(f"Owner {urgent.owner.name}.")
    elif case.team is not None:
        words.append(f"Nobody has taken it; {case.team.name} answers for it.")
    others = sum(promise.open for promise in promises) - 1
    if others:
        words.append(f"{times.count(others)} more {'is' if others == 1 else 'are'} open here.")
    return " ".join(words)
