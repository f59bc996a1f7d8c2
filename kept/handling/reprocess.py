"""Reading again: stored messages through the reader that we have now. It owes nothing and sends nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet

from kept.cases.families import family_of
from kept.cases.locking import lock_case
from kept.cases.models import Case
from kept.contacts.facts import ContactReadAgain
from kept.contacts.models import Attachment, Contact, RawMessage
from kept.contacts.words import snippet
from kept.handling.arrival import Arrival
from kept.handling.arrival import Attachment as File
from kept.ledger.actor import Actor
from kept.ledger.record import record
from kept.storage.fanning import fan_out
from kept.storage.live import tell
from kept.storage.rows import draw_id, insert_rows

#: Reads a stored message; None when nothing can be made of it.
Reader = Callable[[RawMessage], Arrival | None]

#: Contacts looked up with one statement.
BATCH = 100

_RECOUNT = """
UPDATE cases_case AS c SET contacts_in = s.count, last_in_at = s.last FROM (
  SELECT count(*) AS count, max(k.at) AS last FROM contacts_contact k
  WHERE k.customer_id = %(customer)s AND k.direction = 'in' AND k.machine = '' AND k.case_id = ANY(%(family)s)
) AS s
WHERE c.customer_id = %(customer)s AND c.id = %(case)s
"""


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """How many contacts were read again, and what came of it.

    `people` names the cases of contacts that were taken for a machine's, and are a person's: nothing was owed for
    them, so that somebody has to look.
    """

    looked_at: int = 0
    changed: int = 0
    unreadable: int = 0
    people: tuple[str, ...] = ()


def reprocess(
    read: Reader,
    *,
    since: datetime | None,
    by: Actor,
    now: datetime,
    progress: Callable[[float, Reprocessed], None] = lambda _share, _so_far: None,
) -> Reprocessed:
    """Read every stored message taken in since then, and bring what is derived from it up to date.

    Changed are words, snippet, subject, HTML, attachments and the class of machine; each changed contact leaves a
    fact. Promises, cases and people stay. Doing it again changes nothing; one that was cut short is simply repeated.
    """
    contacts = _contacts(since)
    with fan_out("how far the contacts reach"):
        ends = contacts.aggregate(low=Min("pk"), high=Max("pk"))
    done = Reprocessed()
    for contact in _each(contacts):
        done = _read_one(contact, read, done, by=by, now=now)
        if done.looked_at % BATCH == 0:
            progress((contact.pk - ends["low"]) / max(1, ends["high"] - ends["low"]), done)
    progress(1.0, done)
    return done


def derived(arrival: Arrival) -> dict[str, Any]:
    """The columns of a contact that follow from its raw source alone."""
    return {
        "subject": arrival.subject,
        "snippet": snippet(arrival.visible),
        "visible": arrival.visible,
        "text": arrival.text if arrival.text != arrival.visible else "",
        "html": arrival.html,
        "machine": arrival.machine,
    }


def _contacts(since: datetime | None) -> QuerySet[Contact]:
    rows = Contact.objects.filter(direction="in", raw_id__isnull=False)
    return rows.filter(recorded_at__gte=since) if since else rows


def _each(contacts: QuerySet[Contact]) -> Iterator[Contact]:
    last = 0
    while True:
        with fan_out("contacts to be read again"):
            batch = list(contacts.filter(pk__gt=last).order_by("pk")[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _read_one(contact: Contact, read: Reader, done: Reprocessed, *, by: Actor, now: datetime) -> Reprocessed:
    raw = RawMessage.objects.filter(pk=contact.raw_id).first()
    arrival = read(raw) if raw else None
    if raw is None or arrival is None:
        return Reprocessed(done.looked_at + 1, done.changed, done.unreadable + 1, done.people)
    people = done.people
    changed = _update(contact, arrival, by=by, now=now)
    if raw.parser != arrival.parser:
        RawMessage.objects.filter(pk=raw.pk).update(parser=arrival.parser)
    if "machine" in changed and not arrival.machine and contact.promise_id is None:
        case = Case.objects.get(customer_id=contact.customer_id, pk=contact.case_id)
        people = (*people, case.reference)
    return Reprocessed(done.looked_at + 1, done.changed + bool(changed), done.unreadable, people)


@transaction.atomic
def _update(contact: Contact, arrival: Arrival, *, by: Actor, now: datetime) -> list[str]:
    """Bring one contact up to date; returns the names of what changed."""
    new = derived(arrival)
    changed = [name for name, value in new.items() if getattr(contact, name) != value]
    files = list(Attachment.objects.filter(customer_id=contact.customer_id, contact_id=contact.pk))
    if sorted(_row_key(row) for row in files) != sorted(_file_key(file) for file in arrival.attachments):
        changed.append("attachments")
    if not changed:
        return []
    case = lock_case(contact.customer_id, contact.case_id)
    Contact.objects.filter(customer_id=contact.customer_id, pk=contact.pk).update(
        **new, attachments=len(arrival.attachments)
    )
    if "attachments" in changed:
        _replace_files(contact, files, arrival)
    _summarise(case, contact, new, changed)
    fact = ContactReadAgain(contact.pk, changed, arrival.parser)
    record(fact, customer=contact.customer_id, case=contact.case_id, by=by, now=now)
    tell("case", case.reference, case.brand_id)
    return changed


def _replace_files(contact: Contact, rows: list[Attachment], arrival: Arrival) -> None:
    """Rows of files that are as before stay, and with them what lies in the file store."""
    wanted = {_file_key(file): file for file in arrival.attachments}
    gone = [row.pk for row in rows if wanted.pop(_row_key(row), None) is None]
    Attachment.objects.filter(customer_id=contact.customer_id, pk__in=gone).delete()
    insert_rows(
        Attachment,
        [
            {
                "id": draw_id(Attachment),
                "customer_id": contact.customer_id,
                "contact_id": contact.pk,
                "path": file.path,
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "content_id": file.content_id,
                "inline": file.inline,
            }
            for file in wanted.values()
        ],
    )


def _summarise(case: Case, contact: Contact, new: dict[str, Any], changed: list[str]) -> None:
    """What the case's row repeats of this contact."""
    if "snippet" in changed and case.snippet == contact.snippet:
        Case.objects.filter(customer_id=case.customer_id, pk=case.pk).update(snippet=new["snippet"])
    if "machine" in changed and bool(contact.machine) != bool(new["machine"]):
        with connection.cursor() as cursor:
            for case_id in _line(case):
                family = family_of(case.customer_id, case_id)
                cursor.execute(_RECOUNT, {"customer": case.customer_id, "case": case_id, "family": family})


def _line(case: Case) -> list[int]:
    """Ids of this case and of all that it was merged into, one after the other."""
    line = [case.pk]
    into = case.merged_into_id
    while into is not None and into not in line:
        line.append(into)
        rows = Case.objects.filter(customer_id=case.customer_id, pk=into)
        into = rows.values_list("merged_into_id", flat=True).first()
    return line


def _row_key(row: Attachment) -> tuple[Any, ...]:
    return row.path, row.name, row.content_type, row.size, bytes(row.sha256), row.content_id, row.inline


def _file_key(file: File) -> tuple[Any, ...]:
    return file.path, file.name, file.content_type, file.size, file.sha256, file.content_id, file.inline
