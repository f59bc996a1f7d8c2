"""Customers: found by name, address or reference; and one of them on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.cases.models import Case
from kept.customers.models import ContactPoint, Customer, Link, Speaks
from kept.faces.components import times
from kept.faces.components.seen import PromiseSeen
from kept.faces.desk.read.panel import OtherCase, case_words
from kept.faces.desk.read.promises import promise_seen
from kept.faces.desk.read.speakers import Speaker, speakers
from kept.handling.gates import known_customers
from kept.promises.models import Promise
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

PAGE = 50
CASES = 50
PROMISES = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer in a list."""

    code: str
    name: str
    words: str


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
    elsewhere: tuple[str, ...]
    """What other brands have to do with this customer: how many matters at which, and no more."""


def hits(agent: Agent, words: str, *, after: int, now: datetime, zone: ZoneInfo) -> tuple[list[Hit], int]:
    """Customers of the reader's brands by words of a name or an address, the newest first.

    And the key where the list goes on (0: end).
    """
    with fan_out("finding customers"):
        rows = known_customers(agent).order_by("-id")
        if words:
            found = ContactPoint.objects.filter(value__istartswith=words).values_list("person_id", flat=True)
            spoken = Speaks.objects.filter(person_id__in=list(found[:PAGE]))
            rows = rows.filter(
                Q(name__icontains=words) | Q(pk__in=list(spoken.values_list("customer_id", flat=True)))
            )
        if after:
            rows = rows.filter(pk__lt=after)
        page = list(rows[: PAGE + 1])
    shown = [
        Hit(row.code, row.name, _("customer since %(day)s") % {"day": times.moment(row.since, now, zone)})
        for row in page[:PAGE]
    ]
    return shown, page[PAGE - 1].pk if len(page) > PAGE else 0


def account(
    customer: Customer, agent: Agent, *, brands: Sequence[int], now: datetime, zone: ZoneInfo
) -> Account:
    """Everything on the customer's page, of the brands that the reader may see; links are read as one customer."""
    links = list(
        Link.objects.filter(Q(one=customer.pk) | Q(into=customer.pk), kind="customer", undone_at=None)
    )
    whole = [customer.pk, *{link.one if link.into == customer.pk else link.into for link in links}]
    # An account that only other brands know is read as one with this, but neither named nor shown here.
    others = {row.pk: row for row in known_customers(agent).filter(pk__in=whole[1:])} if whole[1:] else {}
    ids = [customer.pk, *others]
    promises = [
        promise_seen(row, agent, now=now, note=f"{_subject(row.case)}, {row.case.reference}")
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
        speakers=tuple(speakers(ids, now, zone)),
        owed=tuple(
            sorted((p for p in open_ones if p.look not in ("theirs", "overdue")), key=lambda p: p.due_at)
        ),
        theirs=tuple(p for p in open_ones if p.look in ("theirs", "overdue")),
        ended=tuple(p for p in promises if not p.open),
        cases=tuple(
            OtherCase(row.reference, _subject(row), case_words(row, now, zone))
            for row in cases.order_by("-opened_at", "-id")[:CASES]
        ),
        linked=tuple(
            (link.pk, Hit(other.code, other.name, _linked(link, now, zone)))
            for link in links
            if (other := others.get(link.one if link.into == customer.pk else link.into))
        ),
        elsewhere=() if agent.all_brands else _elsewhere(whole, brands),
    )


def _elsewhere(customers: Sequence[int], brands: Sequence[int]) -> tuple[str, ...]:
    """One line for each brand that the reader may not see and that has a matter with this customer."""
    matters = Case.objects.filter(customer_id__in=customers, merged_into_id=None).exclude(brand_id__in=brands)
    counted = matters.order_by().values("brand__name").annotate(count=Count("id"))
    lines = []
    for row in counted.order_by("brand__name"):
        words = {"count": row["count"], "brand": row["brand__name"]}
        line = ngettext(
            "One matter at %(brand)s: ask a lead.",
            "%(count)s matters at %(brand)s: ask a lead.",
            row["count"],
        )
        lines.append(line % words)
    return tuple(lines)


def _subject(case: Case) -> str:
    return case.subject or _("Without a subject")


def _linked(link: Link, now: datetime, zone: ZoneInfo) -> str:
    return _("linked %(day)s") % {"day": times.moment(link.made_at, now, zone)}
