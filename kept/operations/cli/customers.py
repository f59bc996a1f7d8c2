"""`kept customers`: who they are, found by name, address or code."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from kept.operations.cli.options import Limit
from kept.operations.cli.printing import local, table
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class CustomerSeen:
    """A customer. `cases`: those that are not settled; `linked_to`: the customer that this one is the same as."""

    customer: str
    name: str
    kind: str
    addresses: list[str]
    cases: list[str]
    since: datetime
    linked_to: str


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "customers")(customers)


def customers(
    search: Annotated[
        str,
        typer.Option(
            "--search", metavar="WORDS", help="A part of the name, the beginning of an address, or a code."
        ),
    ] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> Answer:
    """Customers, the newest first, with their addresses and open cases."""
    found = find(search.strip(), limit=limit)
    rows = [(c.customer, c.name, ", ".join(c.addresses), ", ".join(c.cases), local(c.since)) for c in found]
    columns = ("Code", "Name", "Addresses", "Open cases", "Since")
    return Answer(found, table(columns, rows, empty="No customer is found."))


def find(search: str, *, limit: int) -> list[CustomerSeen]:
    """Customers that match, the newest first."""
    from django.db.models import Q

    from kept.cases.models import Case
    from kept.customers.models import ContactPoint, Customer, Link, Speaks
    from kept.storage.fanning import fan_out

    with fan_out("finding customers"):
        rows = Customer.objects.order_by("-since", "-pk")
        if search:
            people = ContactPoint.objects.filter(value__istartswith=search).values_list(
                "person_id", flat=True
            )
            spoken = Speaks.objects.filter(person_id__in=list(people[:limit]))
            keys = list(spoken.values_list("customer_id", flat=True))
            rows = rows.filter(Q(name__icontains=search) | Q(code=search) | Q(pk__in=keys))
        page = list(rows[:limit])
    ids = [row.pk for row in page]
    cases: defaultdict[int, list[str]] = defaultdict(list)
    open_ones = Case.objects.filter(customer_id__in=ids, settled_at=None, merged_into_id=None)
    for customer, reference in open_ones.order_by("opened_at", "pk").values_list("customer_id", "reference"):
        cases[customer].append(reference)
    addresses = _addresses(ids)
    links = dict(Link.objects.filter(kind="customer", undone_at=None, one__in=ids).values_list("one", "into"))
    codes = dict(Customer.objects.filter(pk__in=list(links.values())).values_list("pk", "code"))
    return [
        CustomerSeen(
            row.code,
            row.name,
            row.kind,
            addresses[row.pk],
            cases[row.pk],
            row.since,
            codes.get(links.get(row.pk, 0), ""),
        )
        for row in page
    ]


def _addresses(ids: list[int]) -> defaultdict[int, list[str]]:
    from kept.customers.models import ContactPoint, Speaks

    people = list(
        Speaks.objects.filter(customer_id__in=ids).order_by("pk").values_list("customer_id", "person_id")
    )
    points: defaultdict[int, list[str]] = defaultdict(list)
    rows = ContactPoint.objects.filter(person_id__in={person for _, person in people}).order_by("pk")
    for person, value in rows.values_list("person_id", "value"):
        points[person].append(value)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for customer, person in people:
        found[customer] += points[person]
    return found
