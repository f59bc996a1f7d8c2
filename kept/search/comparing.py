"""Whether the index says what the rows say: a sample, compared with what would be written now."""

from dataclasses import dataclass

from django.db import connection

from kept.cases.models import Note
from kept.contacts.models import Contact
from kept.search.models import SearchAccount, SearchEntry
from kept.search.sources import NOT_INDEXED, Key, contacts, notes
from kept.search.vector import vector
from kept.storage.fanning import fan_out

_COMPARED = """
SELECT n.customer_id, n.source_id, e.id IS NULL,
  e.case_id IS DISTINCT FROM n.case_id OR e.words IS DISTINCT FROM n.words::tsvector
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[])
  AS n(customer_id, kind, source_id, case_id, words)
LEFT JOIN search_entry e ON e.customer_id = n.customer_id AND e.kind = n.kind AND e.source_id = n.source_id
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many contacts and notes were looked at, and how many of them the index lacks or has otherwise.

    `gone`: rows of the index whose contact or note is no more. `strangers`: customers without their row.
    """

    looked_at: int = 0
    missing: int = 0
    other: int = 0
    gone: int = 0
    strangers: int = 0

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.other or self.gone or self.strangers)


def compare(*, newest: int, leave: int = 0) -> Compared:
    """Compare the newest contacts and notes, and as many of the oldest: those were there before the index was.

    `leave`: rows that wait to be indexed are no fault; give how many there may be.
    """
    with fan_out("a sample of what is indexed"):
        rows = Contact.objects.exclude(purpose=NOT_INDEXED)
        keys = {*_ends(rows, newest)}
        noted = {*_ends(Note.objects.all(), newest // 5 or 1)}
        entries = [
            *SearchEntry.objects.order_by("-at", "-pk").values_list("customer_id", "kind", "source_id")[
                :newest
            ]
        ]
    found = [*contacts(keys), *notes(noted)]
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPARED,
            [
                [each.customer_id for each in found],
                [each.kind for each in found],
                [each.id for each in found],
                [each.case_id for each in found],
                [vector(each.document) for each in found],
            ],
        )
        seen = cursor.fetchall()
    missing = sum(lacks for _customer, _source, lacks, _other in seen)
    other = sum(differs and not lacks for _customer, _source, lacks, differs in seen)
    people = {customer for customer, _key in keys}
    known = set(SearchAccount.objects.filter(customer_id__in=people).values_list("customer_id", flat=True))
    return Compared(
        looked_at=len(found),
        missing=max(0, missing - leave),
        other=max(0, other - leave),
        gone=_gone(entries),
        strangers=max(0, len(people - known) - leave),
    )


def _ends(rows: object, count: int) -> list[Key]:
    keys = rows.values_list("customer_id", "pk")  # type: ignore[attr-defined]
    return [*keys.order_by("-pk")[:count], *keys.order_by("pk")[:count]]


def _gone(entries: list[tuple[int, str, int]]) -> int:
    own = {(customer, source) for customer, kind, source in entries if kind == "contact"}
    there = Contact.objects.filter(
        customer_id__in={customer for customer, _source in own}, pk__in={source for _customer, source in own}
    )
    return len(own - set(there.values_list("customer_id", "pk")))
