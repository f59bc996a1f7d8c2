"""Contact points: what we learn of the ways to reach a person."""

from datetime import datetime

from django.db import transaction

from kept.customers.facts import PointAdded, PointFailed
from kept.customers.models import ContactPoint, Person, Speaks
from kept.ledger.actor import Actor
from kept.ledger.record import record
from kept.refusal import NotFound, Refusal


def point_failed(
    customer_id: int, case_id: int | None, address: str, words: str, code: str, *, by: Actor, now: datetime
) -> None:
    """A server said for good that this address does not work."""
    point = ContactPoint.objects.filter(channel="mail", value=address.lower()).first()
    if point is None:
        return
    ContactPoint.objects.filter(pk=point.pk).update(state="failed", state_at=now, state_words=words)
    record(PointFailed(point.person_id, point.pk, code), customer=customer_id, case=case_id, by=by, now=now)


def point_works(address: str, *, now: datetime) -> None:
    """A reply or a delivery notice came: the address works."""
    ContactPoint.objects.filter(channel="mail", value=address.lower()).exclude(state="works").update(
        state="works", state_at=now, state_words=""
    )


@transaction.atomic
def add_point(
    customer_id: int, person_id: int, channel: str, value: str, *, source: str, by: Actor, now: datetime
) -> ContactPoint:
    """A further way to reach a person who speaks for this customer, with where we have it from."""
    value = value.strip().lower() if channel == "mail" else value.strip()
    if not Speaks.objects.filter(person_id=person_id, customer_id=customer_id).exists():
        raise NotFound("This person does not speak for this customer.")
    if channel == "mail" and ("@" not in value or value.startswith("@") or value.endswith("@")):
        raise Refusal(f"“{value}” is not a mail address.", code="bad_address")
    if not value:
        raise Refusal("Give the number or the address.", code="bad_address")
    other = ContactPoint.objects.filter(channel=channel, value=value).first()
    if other is not None:
        whose = "this person" if other.person_id == person_id else "somebody else"
        raise Refusal(f"{value} already belongs to {whose}.", code="already_there")
    point = ContactPoint.objects.create(
        person=Person.objects.get(pk=person_id), channel=channel, value=value, source=source, since=now
    )
    record(PointAdded(person_id, point.pk, source), customer=customer_id, by=by, now=now)
    return point
