"""Filters of a list as they stand in its address: a pure reading of it, and the condition that they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.contacts.models import Contact
from kept.faces.desk.read.day import HOUR, Day
from kept.pledge.queries import current
from kept.rules.promise import Kind
from kept.staff.models import Agent, Membership

#: Channels that carry words in; more come with their packages.
CHANNELS = ("mail",)
DUE = ("hour", "today", "later")
STATES = ("broken", "risk")
ME, NOBODY = "me", "nobody"
KINDS = tuple(kind.value for kind in Kind)
#: Values of one filter that an address may name; what goes beyond is not read.
MOST = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Several values of one filter mean any of them; all filters hold together."""

    brand: tuple[str, ...] = ()  # slugs
    channel: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()  # "me", "nobody", ids of agents
    team: tuple[str, ...] = ()  # ids
    due: tuple[str, ...] = ()  # hour, today, later
    state: tuple[str, ...] = ()  # broken, risk

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def pairs(self) -> list[tuple[str, str]]:
        """(filter, value) of all that is filtered, in a fixed order."""
        return [(name, value) for name in NAMES for value in getattr(self, name)]

    def query(self) -> str:
        """The filters as an address holds them, always in the same order; "" for none."""
        return urlencode(self.pairs())

    def without(self, name: str, value: str) -> "Filters":
        """The filters with one value less."""
        return replace(self, **{name: tuple(each for each in getattr(self, name) if each != value)})


NAMES = tuple(field.name for field in fields(Filters))
_KNOWN = {"channel": CHANNELS, "kind": KINDS, "due": DUE, "state": STATES}


def parse(values: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that an address names. What it makes up is left out: an address is typed by anybody."""
    return Filters(**{name: _read(name, values.get(name, ())) for name in NAMES})


def parse_query(query: str) -> Filters:
    """The filters of a saved view."""
    return parse(parse_qs(query))


def condition(filters: Filters, agent: Agent, day: Day) -> Q:
    """What the filters mean for promises, as this agent reads them at this moment."""
    found = Q()
    if filters.brand:
        ids = current().ids
        found &= Q(brand_id__in=[ids[slug] for slug in filters.brand if slug in ids])
    if filters.kind:
        found &= Q(kind__in=filters.kind)
    if filters.channel:
        came = Contact.objects.filter(
            customer_id=OuterRef("customer_id"), pk=OuterRef("origin_contact_id"), channel__in=filters.channel
        )
        found &= Q(Exists(came))
    if filters.team:
        found &= of_teams([int(team) for team in filters.team])
    return found & _owned(filters.owner, agent) & _due(filters.due, day) & _standing(filters.state, day)


def of_teams(teams: Sequence[int] | QuerySet[Any]) -> Q:
    """What these teams answer for: untaken, or taken by one of theirs."""
    members = Membership.objects.filter(team__in=teams).values("agent")
    return Q(owner=None, team__in=teams) | Q(owner__in=members)


def _read(name: str, given: Sequence[str]) -> tuple[str, ...]:
    known = _KNOWN.get(name)
    values = [each for each in dict.fromkeys(given) if each][:MOST]
    if known is not None:
        return tuple(each for each in known if each in values)
    if name in ("owner", "team"):
        words = (ME, NOBODY) if name == "owner" else ()
        return tuple(
            each for each in values if each in words or (each.isascii() and each.isdigit() and len(each) < 19)
        )
    return tuple(each for each in values if each.isascii() and len(each) <= 60)


def _owned(owners: Sequence[str], agent: Agent) -> Q:
    found = Q()
    if NOBODY in owners:
        found |= Q(owner=None)
    people = [agent.pk if each == ME else int(each) for each in owners if each != NOBODY]
    return found | Q(owner_id__in=people) if people else found


def _due(due: Sequence[str], day: Day) -> Q:
    spans = {
        "hour": Q(due_at__lte=day.now + HOUR),
        "today": Q(due_at__lte=day.ends),
        "later": Q(due_at__gt=day.ends),
    }
    found = Q()
    for each in due:
        found |= spans[each]
    return found


def _standing(states: Sequence[str], day: Day) -> Q:
    standing = {
        "broken": Q(due_at__lt=day.now) & Q(promisor="company"),
        "risk": Q(warn_at__lte=day.now, due_at__gte=day.now),
    }
    found = Q()
    for each in states:
        found |= standing[each]
    return found
