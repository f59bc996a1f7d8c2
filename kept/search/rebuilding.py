"""Building the index of a desk that was there before it: in bounded steps, going on where an earlier run stopped."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max, Model

from kept.cases.models import Note
from kept.contacts.models import Contact
from kept.customers.models import Customer
from kept.search.keeping import index_contacts, index_customers, index_notes
from kept.search.models import Building
from kept.storage.fanning import fan_out

#: Rows indexed in one transaction.
STEP = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many contacts, notes and customers were indexed in this run."""

    contacts: int = 0
    notes: int = 0
    customers: int = 0


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    model: type[Model]
    keys: tuple[str, ...]
    index: Callable[..., int]


_KINDS = (
    _Kind("customers", Customer, ("pk",), lambda rows: index_customers(key for (key,) in rows)),
    _Kind("notes", Note, ("customer_id", "pk"), index_notes),
    _Kind("contacts", Contact, ("customer_id", "pk"), index_contacts),
)


def rebuild(
    *, progress: Callable[[float, Rebuilt], None] = lambda _share, _so_far: None, step: int = STEP
) -> Rebuilt:
    """Index everything there is. One that was cut short goes on; what happens meanwhile is indexed as always."""
    with transaction.atomic():
        if not Building.objects.filter(done=False).exists():
            Building.objects.all().delete()
            Building.objects.bulk_create([Building(what=kind.name) for kind in _KINDS])
    done: dict[str, int] = {}
    shares = {"customers": (0.0, 0.1), "notes": (0.1, 0.05), "contacts": (0.15, 0.85)}
    for kind in _KINDS:
        done[kind.name] = 0
        begin, width = shares[kind.name]
        with fan_out("how far an index has to be built"):
            highest = kind.model._default_manager.aggregate(last=Max("pk"))["last"] or 1
        while count := _step(kind, step):
            done[kind.name] += count[0]
            progress(begin + width * min(1.0, count[1] / highest), Rebuilt(**done))
    Building.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_tidy()")
    progress(1.0, Rebuilt(**done))
    return Rebuilt(**done)


@transaction.atomic
def _step(kind: _Kind, step: int) -> tuple[int, int] | None:
    """Index the next rows; returns how many are found now and the last one's id, None when none is left."""
    place = Building.objects.select_for_update().filter(pk=kind.name, done=False).first()
    if place is None:
        return None
    with fan_out("the next rows to index"):
        rows = list(
            kind.model._default_manager.filter(pk__gt=place.last_id)
            .order_by("pk")
            .values_list(*kind.keys)[:step]
        )
    if not rows:
        Building.objects.filter(pk=kind.name).update(done=True)
        return None
    indexed = kind.index(rows)
    Building.objects.filter(pk=kind.name).update(last_id=rows[-1][-1])
    return indexed, rows[-1][-1]
