"""Meeting somebody for the first time: person, customer, who speaks for whom."""

from secrets import token_hex

from kept.customers.facts import CustomerMet, PersonSpeaks
from kept.customers.models import ContactPoint, Customer, CustomerCode, Person, Speaks
from kept.handling.arrival import Arrival
from kept.handling.batch import Batch
from kept.handling.receiving.known import Known
from kept.ledger.actor import INTAKE
from kept.storage.rows import draw_id


def meet_person(name: str, address: str, source: str, known: Known, batch: Batch) -> int:
    person = draw_id(Person)
    batch.add(Person, id=person, name=name, since=batch.now)
    batch.add(
        ContactPoint,
        id=draw_id(ContactPoint),
        person_id=person,
        channel="mail",
        value=address,
        state="works",
        source=source,
        since=batch.now,
    )
    known.persons[address] = person
    known.customers.setdefault(person, [])
    return person


def meet_customer(arrival: Arrival, person: int, known: Known, batch: Batch) -> int:
    customer, code = draw_id(Customer), token_hex(6)
    name = arrival.from_name or arrival.from_address.partition("@")[0] or "Somebody without a name"
    batch.add(Customer, id=customer, code=code, name=name, language=arrival.language, since=batch.now)
    batch.add(CustomerCode, code=code, customer_id=customer)
    batch.facts.append((customer, None, CustomerMet(code, person), INTAKE))
    speaks(person, customer, known, batch, met=True)
    return customer


def speaks(person: int, customer: int, known: Known, batch: Batch, *, met: bool = False) -> None:
    if customer in known.customers.setdefault(person, []):
        return
    known.customers[person].append(customer)
    batch.add(Speaks, id=draw_id(Speaks), person_id=person, customer_id=customer, since=batch.now)
    if not met:
        batch.facts.append((customer, None, PersonSpeaks(person), INTAKE))
