"""The side panel of a case: what must not be got wrong, promises both ways, what reached the customer, the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kept.cases.models import Case, Participant, Stands
from kept.contacts.models import Contact
from kept.contacts.states import Delivery
from kept.customers.models import ContactPoint
from kept.faces.components import times
from kept.faces.components.seen import Look, PromiseSeen, WireSeen
from kept.handling.ladder import next_step

#: Earlier cases, and things told, that the panel shows.
EARLIER = 8
TOLD = 6
#: How far each state of delivery carries the wire. Presumed is no sign: nothing came back, that is all.
WIRES = {
    Delivery.CONFIRMED: "told",
    Delivery.DELIVERED: "told",
    Delivery.PRESUMED: "sent",
    Delivery.ACCEPTED: "sent",
    Delivery.HANDED_OVER: "sent",
    Delivery.BOUNCED: "lost",
}
WHAT = {
    "answer": "Our answer",
    "acknowledgement": "We have the message",
    "receipt": "The promise, in writing",
    "notice": "The change",
}


@dataclass(frozen=True, slots=True)
class Heed:
    """Something that must not be got wrong."""

    title: str
    words: str
    icon: str = "stop"
    source: str = ""


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody in the conversation."""

    id: int
    name: str
    address: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same customer."""

    reference: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel, in its order."""

    heed: tuple[Heed, ...]
    owed: tuple[PromiseSeen, ...]
    theirs: tuple[PromiseSeen, ...]
    closed: tuple[PromiseSeen, ...]
    wires: tuple[WireSeen, ...]
    participants: tuple[PersonSeen, ...]
    strangers: tuple[PersonSeen, ...]
    earlier: tuple[OtherCase, ...]
    effort: int
    effort_words: str

    @property
    def closed_words(self) -> str:
        """How many promises of this case have ended, and how."""
        kept = sum(promise.look is Look.KEPT for promise in self.closed)
        other = len(self.closed) - kept
        if not kept:
            return f"{times.count(other)} ended"
        return f"{times.count(kept)} kept" + (f", {other} ended otherwise" if other else "")


def panel(
    case: Case, promises: Sequence[PromiseSeen], *, brands: Sequence[int], now: datetime, zone: ZoneInfo
) -> Panel:
    """The side panel; `promises` are all of the case's, `brands` those that the reader may see."""
    people = list(
        Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk).order_by("since", "id")
    )
    told = _told(case)
    ours = [
        promise for promise in promises if promise.open and promise.look not in (Look.THEIRS, Look.OVERDUE)
    ]
    return Panel(
        heed=(*_heed(case, people), *_next_way(case, told)),
        owed=tuple(ours),
        theirs=tuple(promise for promise in promises if promise.look in (Look.THEIRS, Look.OVERDUE)),
        closed=tuple(
            sorted((p for p in promises if not p.open), key=lambda p: p.closed_at or p.due_at, reverse=True)
        ),
        wires=tuple(_wires(told, now, zone)),
        participants=tuple(_person(p) for p in people if p.standing in ("confirmed", "copied")),
        strangers=tuple(_person(p) for p in people if p.standing == "unconfirmed"),
        earlier=tuple(_earlier(case, brands, now, zone)),
        effort=case.contacts_in,
        effort_words=_effort(case),
    )


def _heed(case: Case, people: Sequence[Participant]) -> list[Heed]:
    found = []
    if case.spam_reason:
        found.append(Heed("Marked as spam.", case.spam_reason, "spam"))
    failed = ContactPoint.objects.filter(
        channel="mail", value__in=[person.address for person in people], state="failed"
    ).order_by("value")
    for point in failed:
        words = point.state_words or "It bounces; the guard stops it."
        found.append(Heed(f"Do not mail {point.value}.", words, "bounce"))
    return found


def _next_way(case: Case, rows: Sequence[Contact]) -> list[Heed]:
    """What the ladder says after the newest message that came back, while something is owed here."""
    back = next((row for row in rows if row.delivery == Delivery.BOUNCED), None)
    if back is None or case.stands != Stands.OURS or rows[0].pk != back.pk:
        return []
    step = next_step(case.customer_id, back.pk)
    if step is None:
        return []
    return [Heed("The next way to the customer", step.why, "seek", step.clues)]


def _told(case: Case) -> list[Contact]:
    rows = Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk, direction="out")
    columns = ("purpose", "at", "delivery", "delivery_words", "delivery_at", "subject")
    return list(rows.only(*columns).order_by("-at", "-id")[:TOLD])


def _wires(rows: Sequence[Contact], now: datetime, zone: ZoneInfo) -> list[WireSeen]:
    found = []
    for row in rows:
        state = Delivery(row.delivery) if row.delivery else None
        at = row.delivery_at or row.at
        label = str(state.label).partition(":")[0] if state else "not sent"
        found.append(
            WireSeen(
                what=WHAT.get(row.purpose, row.subject or "Our message"),
                state=WIRES.get(state, "untold") if state else "untold",
                words=f"{label} {times.moment(at, now, zone)}",
                at=at,
            )
        )
    return found


def _person(row: Participant) -> PersonSeen:
    return PersonSeen(
        row.pk,
        row.name or row.address.partition("@")[0],
        row.address,
        "in copy" if row.standing == "copied" else "",
    )


def _earlier(case: Case, brands: Sequence[int], now: datetime, zone: ZoneInfo) -> list[OtherCase]:
    rows = (
        Case.objects.filter(customer_id=case.customer_id, merged_into_id=None, brand_id__in=brands)
        .exclude(pk=case.pk)
        .order_by("-opened_at", "-id")[:EARLIER]
    )
    return [
        OtherCase(row.reference, row.subject or "Without a subject", case_words(row, now, zone))
        for row in rows
    ]


def case_words(row: Case, now: datetime, zone: ZoneInfo) -> str:
    """Where another case stands, for a list."""
    if row.settled_at is not None:
        return f"settled {times.moment(row.settled_at, now, zone)}: {row.settled_cause}"
    if row.next_due_at is not None:
        return f"owed by {times.moment(row.next_due_at, now, zone)}"
    words = {Stands.WAITING: "waiting for the customer", Stands.QUIET: "quiet", Stands.OURS: "ours"}
    last = f", last word {times.moment(row.last_contact_at, now, zone)}" if row.last_contact_at else ""
    return f"{words.get(Stands(row.stands), row.stands)}{last}"


def _effort(case: Case) -> str:
    if not case.contacts_in:
        return "The customer has not had to write."
    ours = times.some(case.contacts_out, "answer") if case.contacts_out else "no answer"
    return f"{times.some(case.contacts_in, 'contact')} so far, {ours} of ours"
