"""Who takes part in a case, and which of their addresses belong to one person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kept.cases.models import Participant
from kept.customers.models import ContactPoint, Link


@dataclass(frozen=True, slots=True)
class SameSeen:
    """The other person of a link, by an address."""

    link: int
    address: str


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody in the conversation. `known`: we know a person behind the address, who can be linked."""

    id: int
    name: str
    address: str
    standing: str = ""
    known: bool = False
    same: tuple[SameSeen, ...] = ()


def people_of(
    rows: Sequence[Participant], links: Sequence[Link]
) -> tuple[tuple[PersonSeen, ...], tuple[PersonSeen, ...]]:
    """Who takes part, and who waits for an agent's word. `links` are those of their persons."""
    same = _same(links)
    confirmed = tuple(_person(row, same) for row in rows if row.standing in ("confirmed", "copied"))
    return confirmed, tuple(_person(row, same) for row in rows if row.standing == "unconfirmed")


def _person(row: Participant, same: dict[int, list[SameSeen]]) -> PersonSeen:
    return PersonSeen(
        row.pk,
        row.name or row.address.partition("@")[0],
        row.address,
        _("in copy") if row.standing == "copied" else "",
        known=row.person_id is not None,
        same=tuple(same.get(row.person_id, ())) if row.person_id else (),
    )


def links_of(customer_id: int, persons: Sequence[int] = ()) -> QuerySet[Link]:
    """The standing links of this customer, and of these persons."""
    account = Q(kind="customer") & (Q(one=customer_id) | Q(into=customer_id))
    human = Q(kind="person") & (Q(one__in=persons) | Q(into__in=persons))
    return Link.objects.filter(account | human, undone_at=None)


def _same(links: Sequence[Link]) -> dict[int, list[SameSeen]]:
    """For each person of these links an address of the other: one statement, or none."""
    if not links:
        return {}
    ids = {key for link in links for key in (link.one, link.into)}
    addresses = dict(
        ContactPoint.objects.filter(person_id__in=ids, channel="mail")
        .order_by("-pk")
        .values_list("person_id", "value")
    )
    found: dict[int, list[SameSeen]] = defaultdict(list)
    for link in links:
        found[link.one].append(SameSeen(link.pk, addresses.get(link.into, "")))
        found[link.into].append(SameSeen(link.pk, addresses.get(link.one, "")))
    return found
