"""Who is being ignored at this moment, by the one rule, over what is broken and still owed."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from kept.faces.components import times
from kept.faces.desk.read.brands import brands
from kept.pledge.queries import current
from kept.promises.models import Promise
from kept.rules.promise import BrokenPromise, State, ignored
from kept.staff.models import Agent
from kept.storage.fanning import fan_out

#: Beyond so many broken promises the figure says "many": the desk has another trouble then.
ENOUGH = 2000


@dataclass(frozen=True, slots=True)
class Neglect:
    """The customers who are ignored, and since when the first of them."""

    customers: frozenset[int]
    sentence: str


def neglected(agent: Agent, *, now: datetime) -> Neglect:
    """Customers towards whom nothing was done for longer than the pledge's grace since a promise broke.

    A contact without promise and without reason cannot be stored, so that none is looked for.
    """
    with fan_out("ignored"):
        broken = list(
            Promise.objects.filter(
                Q(broken_at__isnull=False) | Q(due_at__lt=now), state=State.OWED, promisor="company"
            )
            .exclude(kind="concession")
            .filter(brand_id__in=brands(agent))
            .order_by("customer_id", "id")
            .values_list("customer_id", "id", "broken_at", "due_at", "tended_at")[:ENOUGH]
        )
    grace = current().pledge.ignored_grace
    customers, since = set(), []
    for customer_id, rows in groupby(broken, key=lambda row: row[0]):
        facts = [
            BrokenPromise(pk, broken_at or due_at, tended)
            for _customer, pk, broken_at, due_at, tended in rows
        ]
        found = ignored([], facts, grace=grace, now=now)
        if found:
            customers.add(customer_id)
            since.append(found.since or now)
    if not customers:
        return Neglect(frozenset(), _("Nobody waits without a promise, no broken one lies untouched."))
    oldest = times.length(now - min(since))
    words = _("Nothing was done towards them; the longest for %(length)s.") % {"length": oldest}
    return Neglect(frozenset(customers), words)
