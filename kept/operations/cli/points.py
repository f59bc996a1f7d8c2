"""`kept point`: ways to reach a customer's people: listed, added, taken out of use."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kept.operations.cli.options import By, Why, agent_by
from kept.operations.cli.printing import lines, local, table
from kept.operations.cli.running import Answer, AsJson, command
from kept.refusal import NotFound, Refusal

if TYPE_CHECKING:
    from kept.customers.models import ContactPoint, Customer

Customers = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's code.")]
Value = Annotated[str, typer.Argument(metavar="VALUE", help="The address, or the number with its country.")]


@dataclass(frozen=True, slots=True)
class PointSeen:
    """A way to reach a person who speaks for the customer. `state`: unknown, works, failed or retired."""

    customer: str
    person: str
    name: str
    channel: str
    value: str
    state: str
    why: str
    state_since: datetime | None
    source: str


def add(app: typer.Typer) -> None:
    """Put the commands into the table."""
    topic = typer.Typer(no_args_is_help=True, help="Ways to reach a customer's people.")
    topic.callback()(_points)
    command(topic, "list")(list_all)
    command(topic, "add")(add_one)
    command(topic, "retire")(retire)
    app.add_typer(topic, name="point")


def list_all(customer: Customers, as_json: AsJson = False) -> Answer:
    """Every way to reach those who speak for the customer, those out of use too."""
    from kept.customers.models import ContactPoint

    who = _customer(customer)
    rows = ContactPoint.objects.filter(person_id__in=_people(who)).select_related("person")
    found = [_seen(who, row) for row in rows.order_by("person_id", "channel", "value")]
    shown = [(one.name, one.channel, one.value, one.state, one.why, local(one.state_since)) for one in found]
    columns = ("Name", "By", "Address or number", "State", "Why", "Since")
    return Answer(found, table(columns, shown, empty="There is no way to reach anybody."))


def add_one(
    customer: Customers,
    value: Value,
    by: By,
    channel: Annotated[str, typer.Option("--channel", help="mail, phone or post.")] = "mail",
    source: Annotated[
        str, typer.Option("--source", help="Where we have it from, such as “told us” or “an order”.")
    ] = "told us",
    person: Annotated[
        str,
        typer.Option("--person", metavar="ID", help="Whose it is; needed when several people speak for it."),
    ] = "",
    as_json: AsJson = False,
) -> Answer:
    """A further address or number. One that was out of use is in use again."""
    from kept.clock import now
    from kept.customers.points import add_point
    from kept.handling.gates import customer_for, may_write

    agent = agent_by(by)
    may_write(agent)
    who = customer_for(agent, customer)
    made = add_point(who.pk, _person(who, person), channel, value, source=source, by=agent.actor, now=now())
    return Answer(_seen(who, made), lines(f"{made.value} is a way to reach {who.name} now."))


def retire(customer: Customers, value: Value, by: By, why: Why, as_json: AsJson = False) -> Answer:
    """An address or number is not to be used any more. Whoever writes from it is still recognised."""
    from kept.clock import now
    from kept.customers.points import retire_point
    from kept.handling.gates import customer_for, may_write

    agent = agent_by(by)
    may_write(agent)
    who = customer_for(agent, customer)
    point = _point(who, value)
    retired = retire_point(who.pk, point.pk, why=why, by=agent.actor, now=now())
    return Answer(_seen(who, retired), lines(f"{retired.value} is out of use."))


def _points() -> None:
    """Ways to reach a customer's people: list, add, retire."""


def _customer(code: str) -> "Customer":
    from kept.customers.models import Customer, CustomerCode

    known = CustomerCode.objects.filter(pk=code.strip()).first()
    row = Customer.objects.filter(pk=known.customer_id).first() if known else None
    if row is None:
        raise NotFound(f"There is no customer {code}.", remedy="`kept customers` lists their codes.")
    return row


def _people(customer: "Customer") -> list[int]:
    from kept.customers.models import Speaks

    rows = Speaks.objects.filter(customer_id=customer.pk).order_by("since", "pk")
    return list(rows.values_list("person_id", flat=True))


def _person(customer: "Customer", number: str) -> int:
    people = _people(customer)
    if number:
        if not number.isdigit() or int(number) not in people:
            raise NotFound(f"No person {number} speaks for this customer.")
        return int(number)
    if len(people) != 1:
        raise Refusal(
            "Several people speak for this customer.",
            remedy="Say whose it is with --person; `kept point list` shows their numbers.",
            code="whose",
        )
    return people[0]


def _point(customer: "Customer", value: str) -> "ContactPoint":
    from kept.customers.models import ContactPoint

    wanted = value.strip()
    rows = ContactPoint.objects.filter(person_id__in=_people(customer))
    row = rows.filter(value=wanted).first() or rows.filter(value__iexact=wanted).first()
    if row is None:
        raise NotFound(f"{value} is no way to reach this customer.", remedy="`kept point list` shows them.")
    return row


def _seen(customer: "Customer", row: "ContactPoint") -> PointSeen:
    return PointSeen(
        customer=customer.code,
        person=str(row.person_id),
        name=row.person.name,
        channel=row.channel,
        value=row.value,
        state=row.state,
        why=row.state_words,
        state_since=row.state_at,
        source=row.source,
    )
