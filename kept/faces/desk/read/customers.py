"""Customers: found by name, address or reference; and one of them on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from kept.cases.models import Case
from kept.customers.models import ContactPoint, Customer, Link, Person, Speaks
from kept.faces.components import times
from kept.faces.components.seen import PromiseSeen
from kept.faces.desk.read.panel import OtherCase, case_words
from kept.faces.desk.read.promises import promise_seen
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

PAGE = 50
CASES = 50
PROMISES = 60
STATES = {"works": "works", "failed": "does not work", "unknown": "never tried"}
ICONS = {"mail": "mail", "phone": "phone", "post": "box"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer in a list."""

    code: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class PointSeen:
    """A way to reach a person."""

    icon: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks for the customer."""

    name: str
    language: str
    points: tuple[PointSeen, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A customer on one page."""

    name: str
    code: str
    since: datetime
    kind: str
    zone: str
    language: str
    speakers: tuple[Speaker, ...]
    owed: tuple[PromiseSeen, ...]
    theirs: tuple[PromiseSeen, ...]
    ended: tuple[PromiseSeen, ...]
    cases: tuple[OtherCase, ...]
    linked: tuple[tuple[int, Hit], ...]


def hits(words: str, *, after: int, now: datetime, zone: ZoneInfo) -> tuple[list[Hit], int]:
    """Customers by words of a name or an address, the newest first; and the key where the list goes on (0: end)."""
    with fan_out("finding customers"):
        rows = Customer.objects.order_by("-id")
        if words:
            found = ContactPoint.objects.filter(value__istartswith=words).values_list("person_id", flat=True)[
                :PAGE
            ]
            spoken = Speaks.objects.filter(person_id__in=list(found)).values_list("customer_id", flat=True)
            rows = rows.filter(Q(name__icontains=words) | Q(pk__in=list(spoken)))
        if after:
            rows = rows.filter(pk__lt=after)
        page = list(rows[: PAGE + 1])
    shown = [
        Hit(row.code, row.name, f"customer since {times.moment(row.since, now, zone)}") for row in page[:PAGE]
    ]
    return shown, page[PAGE - 1].pk if len(page) > PAGE else 0


def account(
    customer: Customer, agent: Agent, *, brands: Sequence[int], now: datetime, zone: ZoneInfo
) -> Account:
    """Everything on the customer's page, of the brands that the reader may see; links are read as one customer."""
    links = list(
        Link.objects.filter(Q(one=customer.pk) | Q(into=customer.pk), kind="customer", undone_at=None)
    )
    ids = [customer.pk, *{link.one if link.into == customer.pk else link.into for link in links}]
    others = {row.pk: row for row in Customer.objects.filter(pk__in=ids[1:])} if ids[1:] else {}
    promises = [
        promise_seen(
            row, agent, now=now, note=f"{row.case.subject or 'Without a subject'}, {row.case.reference}"
        )
        for row in Promise.objects.filter(customer_id__in=ids, brand_id__in=brands)
        .select_related("owner", "case")
        .order_by("-due_at", "-id")[:PROMISES]
    ]
    cases = Case.objects.filter(customer_id__in=ids, brand_id__in=brands, merged_into_id=None)
    open_ones = [promise for promise in promises if promise.open]
    return Account(
        name=customer.name,
        code=customer.code,
        since=customer.since,
        kind=customer.kind,
        zone=customer.zone,
        language=customer.language,
        speakers=tuple(_speakers(ids, now, zone)),
        owed=tuple(
            sorted((p for p in open_ones if p.look not in ("theirs", "overdue")), key=lambda p: p.due_at)
        ),
        theirs=tuple(p for p in open_ones if p.look in ("theirs", "overdue")),
        ended=tuple(p for p in promises if not p.open),
        cases=tuple(
            OtherCase(row.reference, row.subject or "Without a subject", case_words(row, now, zone))
            for row in cases.order_by("-opened_at", "-id")[:CASES]
        ),
        linked=tuple(
            (link.pk, Hit(other.code, other.name, f"linked {times.moment(link.made_at, now, zone)}"))
            for link in links
            if (other := others.get(link.one if link.into == customer.pk else link.into))
        ),
    )


def _speakers(ids: Sequence[int], now: datetime, zone: ZoneInfo) -> list[Speaker]:
    people = list(
        Speaks.objects.filter(customer_id__in=ids).order_by("since").values_list("person_id", flat=True)
    )
    persons = {row.pk: row for row in Person.objects.filter(pk__in=people)}
    points: dict[int, list[PointSeen]] = {}
    for point in ContactPoint.objects.filter(person_id__in=people).order_by("channel", "value"):
        words = STATES.get(point.state, point.state)
        if point.state_words:
            words = f"{words}: {point.state_words}"
        if point.state_at:
            words = f"{words}, {times.moment(point.state_at, now, zone)}"
        seen = PointSeen(ICONS.get(point.channel, "mail"), point.value, words)
        points.setdefault(point.person_id, []).append(seen)
    return [
        Speaker(persons[key].name or "Without a name", persons[key].language, tuple(points.get(key, ())))
        for key in dict.fromkeys(people)
        if key in persons
    ]
