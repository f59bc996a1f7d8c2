"""The side panel of a case: what must not be got wrong, promises both ways, what reached the customer, the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.cases.models import Case, Participant, Stands
from kept.contacts.models import Contact
from kept.contacts.states import Delivery
from kept.customers.models import ContactPoint
from kept.faces.components import times
from kept.faces.components.seen import Look, PromiseSeen, WireSeen
from kept.faces.desk.read.participants import PersonSeen, links_of, people_of
from kept.faces.desk.read.past import OtherCase, Past, accounts_of, case_words, earlier_cases, linked_cases
from kept.handling.ladder import next_step
from kept.handling.linking import CUSTOMER, PERSON
from kept.rules.ladder import Way

__all__ = ["OtherCase", "Panel", "case_words", "panel"]

#: Things told that the panel shows.
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
    "answer": gettext_lazy("Our answer"),
    "acknowledgement": gettext_lazy("We have the message"),
    "receipt": gettext_lazy("The promise, in writing"),
    "notice": gettext_lazy("The change"),
}


@dataclass(frozen=True, slots=True)
class Heed:
    """Something that must not be got wrong; `act_url` is where the way out of it is taken."""

    title: str
    words: str
    icon: str = "stop"
    source: str = ""
    act_url: str = ""
    act: str = ""


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
    past: Past
    parts: tuple[OtherCase, ...]
    origins: tuple[OtherCase, ...]
    effort: int
    effort_words: str

    @property
    def closed_words(self) -> str:
        """How many promises of this case have ended, and how."""
        kept = sum(promise.look is Look.KEPT for promise in self.closed)
        other = len(self.closed) - kept
        ended = ngettext("%(count)s ended", "%(count)s ended", other) % {"count": times.count(other)}
        if not kept:
            return ended
        words = ngettext("%(count)s kept", "%(count)s kept", kept) % {"count": times.count(kept)}
        return _("%(kept)s, %(other)d ended otherwise") % {"kept": words, "other": other} if other else words


def panel(
    case: Case,
    promises: Sequence[PromiseSeen],
    family: Sequence[int],
    *,
    brands: Sequence[int],
    now: datetime,
    zone: ZoneInfo,
) -> Panel:
    """The side panel; `promises` are all of the case's, `brands` those that the reader may see.

    `family` are the case and those that were merged into it.
    """
    people = list(
        Participant.objects.filter(customer_id=case.customer_id, case_id=case.pk).order_by("since", "id")
    )
    told = _told(case)
    theirs = (Look.THEIRS, Look.OVERDUE)
    parts, origins = linked_cases(case, family, brands, now, zone)
    persons = [row.person_id for row in people if row.person_id]
    links = list(links_of(case.customer_id, persons))
    confirmed, strangers = people_of(people, [link for link in links if link.kind == PERSON])
    accounts = accounts_of(case.customer_id, [link for link in links if link.kind == CUSTOMER])
    return Panel(
        heed=(*_heed(case, people), *_next_way(case, told)),
        owed=tuple(promise for promise in promises if promise.open and promise.look not in theirs),
        theirs=tuple(promise for promise in promises if promise.look in theirs),
        closed=tuple(
            sorted((p for p in promises if not p.open), key=lambda p: p.closed_at or p.due_at, reverse=True)
        ),
        wires=tuple(_wires(told, now, zone)),
        participants=confirmed,
        strangers=strangers,
        past=earlier_cases(case, accounts, brands, now=now, zone=zone),
        parts=parts,
        origins=origins,
        effort=case.contacts_in,
        effort_words=_effort(case),
    )


def _heed(case: Case, people: Sequence[Participant]) -> list[Heed]:
    found = []
    if case.spam_reason:
        found.append(Heed(_("Marked as spam."), case.spam_reason, "spam"))
    failed = ContactPoint.objects.filter(
        channel="mail", value__in=[person.address for person in people], state="failed"
    ).order_by("value")
    for point in failed:
        words = point.state_words or _("It bounces; the guard stops it.")
        found.append(Heed(_("Do not mail %(address)s.") % {"address": point.value}, words, "bounce"))
    return found


def _next_way(case: Case, rows: Sequence[Contact]) -> list[Heed]:
    """What the ladder says after the newest message that came back, while something is owed here."""
    back = next((row for row in rows if row.delivery == Delivery.BOUNCED), None)
    if back is None or case.stands != Stands.OURS or rows[0].pk != back.pk:
        return []
    step = next_step(case.customer_id, back.pk)
    if step is None:
        return []
    url = reverse("desk:climbing", args=[case.reference, back.pk]) if step.way is not Way.WAIT else ""
    act = _("Send it there") if step.automatic else _("I take care of it")
    return [Heed(_("The next way to the customer"), step.why, "seek", step.clues, url, act)]


def _told(case: Case) -> list[Contact]:
    rows = Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk, direction="out")
    columns = ("purpose", "at", "delivery", "delivery_words", "delivery_at", "subject")
    return list(rows.only(*columns).order_by("-at", "-id")[:TOLD])


def _wires(rows: Sequence[Contact], now: datetime, zone: ZoneInfo) -> list[WireSeen]:
    found = []
    for row in rows:
        state = Delivery(row.delivery) if row.delivery else None
        at = row.delivery_at or row.at
        label = str(state.label).partition(":")[0] if state else _("not sent")
        found.append(
            WireSeen(
                what=str(WHAT.get(row.purpose, row.subject or _("Our message"))),
                state=WIRES.get(state, "untold") if state else "untold",
                words=f"{label} {times.moment(at, now, zone)}",
                at=at,
            )
        )
    return found


def _effort(case: Case) -> str:
    if not case.contacts_in:
        return _("The customer has not had to write.")
    theirs = ngettext("%(count)d contact so far", "%(count)d contacts so far", case.contacts_in)
    words = theirs % {"count": case.contacts_in}
    if not case.contacts_out:
        return _("%(contacts)s, no answer of ours") % {"contacts": words}
    ours = ngettext("%(count)d answer of ours", "%(count)d answers of ours", case.contacts_out)
    return f"{words}, {ours % {'count': case.contacts_out}}"
