"""A promise as commands show it, and the promises that are owed."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kept.operations.cli.shapes import PromiseSeen
from kept.promises.models import OPEN, Promise
from kept.promises.reckon import terms_of
from kept.rules.promise import Kind, Side, State, outcome


def promises() -> QuerySet[Promise]:
    """Promises with everything that `seen` shows, the earliest due first."""
    rows = Promise.objects.select_related("case", "customer", "owner", "team", "brand")
    return rows.order_by("due_at", "id")


def owed() -> QuerySet[Promise]:
    """What we owe: ours and partners' promises that nothing proves yet."""
    return promises().filter(state=State.OWED).exclude(promisor=Side.CUSTOMER)


def waiting() -> QuerySet[Promise]:
    """What waits for its verdict, and what customers owe us."""
    return promises().filter(state__in=OPEN).filter(Q(state=State.IN_PROOF) | Q(promisor=Side.CUSTOMER))


def past_due(now: datetime) -> Q:
    """Candidates for what is broken by now; `seen` asks the rule."""
    return Q(broken_at__isnull=False) | Q(due_at__lt=now)


def seen(promise: Promise, *, now: datetime) -> PromiseSeen:
    """A promise as it stands now."""
    return PromiseSeen(
        code=promise.code,
        case=promise.case.reference,
        kind=promise.kind,
        text=promise.text,
        promisor=promise.promisor,
        customer=promise.customer.name,
        customer_code=promise.customer.code,
        owner=owner_of(promise),
        unowned=promise.owner_id is None,
        due=promise.due_at,
        broken=broken_at(promise, now=now) is not None,
        state=promise.state,
        given=promise.given_at,
        brand=promise.brand.slug,
    )


def owner_of(promise: Promise) -> str:
    """Who answers for it: a person, or the team until somebody takes it."""
    holder = promise.owner or promise.team
    return holder.name if holder else ""


def broken_at(promise: Promise, *, now: datetime) -> datetime | None:
    """When it broke; known at its due time, before the clock has written it."""
    if promise.state != State.OWED:
        return promise.broken_at
    return outcome(terms_of(promise), (), None, promise.broken_at, now=now).broken_at


def kind_words(kind: str) -> str:
    """The kind as people say it."""
    return Kind(kind).value.replace("_", " ")
