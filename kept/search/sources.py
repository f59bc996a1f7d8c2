"""What is indexed of a contact, a note and a customer, read from their rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kept.cases.models import Case, Note
from kept.contacts.models import Attachment, Contact
from kept.customers.models import ContactPoint, Customer, Person, Speaks
from kept.search.vector import Document
from kept.search.words import STEMMERS, guess, known_languages

#: (customer, id) of a row.
Key = tuple[int, int]

#: What is read of a contact: its HTML, which is most of it, says nothing that its words do not.
READ = (
    "customer_id", "case_id", "brand_id", "channel", "direction", "purpose", "at", "sender_name", "sender_address",
    "recipients", "agent_name", "subject", "visible", "text", "references", "attachments",
)  # fmt: skip
#: Words of a machine of ours about a message that is found itself.
NOT_INDEXED = "acknowledgement"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to be found: where it stands, when it was, its words."""

    customer_id: int
    case_id: int
    kind: str
    id: int
    at: datetime
    document: Document


@dataclass(frozen=True, slots=True)
class Named:
    """A customer with every name, address and number by which it is found."""

    customer_id: int
    name: str
    others: tuple[str, ...]
    brands: tuple[int, ...]


def contacts(keys: Iterable[Key]) -> list[Source]:
    """The contacts with these keys, as far as there are any that are indexed."""
    wanted = set(keys)
    rows = [
        row
        for row in Contact.objects.filter(
            customer_id__in={customer for customer, _ in wanted}, pk__in={key for _, key in wanted}
        )
        .exclude(purpose=NOT_INDEXED)
        .only(*READ)
        if (row.customer_id, row.pk) in wanted
    ]
    matters = remaining({(row.customer_id, row.case_id) for row in rows})
    spoken = _languages({row.customer_id for row in rows})
    files = _files([row for row in rows if row.attachments])
    return [_contact(row, matters, spoken, files) for row in rows]


def notes(keys: Iterable[Key]) -> list[Source]:
    """The notes with these keys."""
    wanted = set(keys)
    rows = [
        row
        for row in Note.objects.select_related("agent").filter(
            customer_id__in={customer for customer, _ in wanted}, pk__in={key for _, key in wanted}
        )
        if (row.customer_id, row.pk) in wanted
    ]
    matters = remaining({(row.customer_id, row.case_id) for row in rows})
    return [_note(row, *matters[(row.customer_id, row.case_id)]) for row in rows]


def customers(ids: Iterable[int]) -> list[Named]:
    """These customers with all their names."""
    wanted = list(set(ids))
    people: dict[int, list[int]] = defaultdict(list)
    for customer, person in Speaks.objects.filter(customer_id__in=wanted).values_list(
        "customer_id", "person_id"
    ):
        people[customer].append(person)
    everybody = {person for each in people.values() for person in each}
    names = dict(Person.objects.filter(pk__in=everybody).values_list("pk", "name"))
    points: dict[int, list[str]] = defaultdict(list)
    for person, value in ContactPoint.objects.filter(person_id__in=everybody).values_list(
        "person_id", "value"
    ):
        points[person].append(value)
    brands: dict[int, set[int]] = defaultdict(set)
    for customer, brand in (
        Case.objects.filter(customer_id__in=wanted).values_list("customer_id", "brand_id").distinct()
    ):
        brands[customer].add(brand)
    return [
        Named(
            row.pk,
            row.name,
            (row.code, *(each for person in people[row.pk] for each in (names[person], *points[person]))),
            tuple(sorted(brands[row.pk])),
        )
        for row in Customer.objects.filter(pk__in=wanted)
    ]


def remaining(keys: Iterable[Key]) -> dict[Key, tuple[int, int]]:
    """For each case, given as (customer, case): the one that remains of it after merging, and its brand."""
    found: dict[Key, tuple[int, int | None, int]] = {}
    asked: set[Key] = set()
    wanted = set(keys)
    while missing := wanted - asked:
        asked |= missing
        rows = Case.objects.filter(
            customer_id__in={customer for customer, _ in missing}, pk__in={case for _, case in missing}
        )
        for customer, case, into, brand in rows.values_list(
            "customer_id", "pk", "merged_into_id", "brand_id"
        ):
            found[customer, case] = (case, into, brand)
            if into is not None:
                wanted.add((customer, into))
    return {key: _end(key, found) for key in found}


def _end(key: Key, found: dict[Key, tuple[int, int | None, int]]) -> tuple[int, int]:
    seen = set()
    case, into, brand = found[key]
    while into is not None and into not in seen and (key[0], into) in found:
        seen.add(into)
        case, into, brand = found[key[0], into]
    return case, brand


def _contact(
    row: Contact,
    matters: dict[Key, tuple[int, int]],
    spoken: dict[int, str],
    files: dict[Key, list[Attachment]],
) -> Source:
    key = (row.customer_id, row.pk)
    case_id, _ = matters[row.customer_id, row.case_id]
    # What he quotes stands elsewhere already, unless this is where it came in.
    words = (
        row.text or row.visible if row.direction == "in" and not row.references else row.visible or row.text
    )
    names = [each.name for each in files.get(key, ())]
    people = [(each.get("name", ""), each.get("address", "")) for each in row.recipients]
    language = spoken.get(row.customer_id, "")
    document = Document(
        texts=[
            row.subject,
            words,
            f"{row.sender_name} {row.sender_address} {row.agent_name}",
            *names,
            *(f"{name} {address}" for name, address in people),
        ],
        languages=known_languages(language) if language else guess(words),
        marks={f"b/{row.brand_id}", f"ch/{row.channel}", f"k/{row.purpose or row.direction}"},
    )
    document.mark("from", row.sender_name, row.sender_address, row.agent_name)
    for name, address in people:
        document.mark("to", name, address)
    if any(not each.inline for each in files.get(key, ())):
        document.marks.add("has/file")
    return Source(row.customer_id, case_id, "contact", row.pk, row.at, document)


def _note(row: Note, case_id: int, brand: int) -> Source:
    document = Document([row.text, row.agent.name], guess(row.text), {f"b/{brand}", "ch/note", "k/note"})
    document.mark("from", row.agent.name)
    return Source(row.customer_id, case_id, "note", row.pk, row.at, document)


def _languages(ids: Iterable[int]) -> dict[int, str]:
    """The languages of customers whose word forms are known."""
    rows = Customer.objects.filter(pk__in=set(ids)).exclude(language="").values_list("pk", "language")
    return {key: code for key, code in rows if code[:2].lower() in STEMMERS}


def _files(rows: Sequence[Contact]) -> dict[Key, list[Attachment]]:
    found: dict[Key, list[Attachment]] = defaultdict(list)
    if rows:
        for file in Attachment.objects.filter(
            customer_id__in={row.customer_id for row in rows}, contact_id__in={row.pk for row in rows}
        ).only("customer_id", "contact_id", "name", "inline"):
            found[file.customer_id, file.contact_id].append(file)
    return found
