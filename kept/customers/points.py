"""Contact points: what we learn of the ways to reach a person, and what a person says of them."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from kept.customers.facts import PointAdded, PointFailed, PointRetired, PointWorks
from kept.customers.models import ContactPoint, Speaks
from kept.ledger.actor import Actor
from kept.ledger.record import record
from kept.refusal import NotFound, Refusal
from kept.storage.rows import draw_id

#: States of a point. A retired one is not used until somebody says that it holds again.
UNKNOWN, WORKS, FAILED, RETIRED = "unknown", "works", "failed", "retired"

#: Ways that a person can be reached by, with what is said of each.
CHANNELS = {"mail": "Mail address", "phone": "Telephone number", "post": "Postal address"}

#: Where we can have a way from. A person's own words stand with the point, and as "stated" on the ledger.
SOURCES = ("told us", "wrote to us", "an order", "a partner", "found by us")

#: E.164: a plus, then the number with its country, fifteen digits at most.
_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")


def point_failed(
    customer_id: int, case_id: int | None, address: str, words: str, code: str, *, by: Actor, now: datetime
) -> None:
    """A server said for good that this address does not work."""
    point = _mail_point(address)
    if point is None or point.state == RETIRED:
        return
    ContactPoint.objects.filter(pk=point.pk).update(state=FAILED, state_at=now, state_words=words)
    record(PointFailed(point.person_id, point.pk, code), customer=customer_id, case=case_id, by=by, now=now)


def point_works(customer_id: int, case_id: int | None, address: str, *, by: Actor, now: datetime) -> None:
    """A reply or a delivery notice came: the address works. What was known already is not said again."""
    point = _mail_point(address)
    if point is None or point.state in (WORKS, RETIRED):
        return
    rows = ContactPoint.objects.filter(pk=point.pk).exclude(state__in=[WORKS, RETIRED])
    if rows.update(state=WORKS, state_at=now, state_words=""):
        fact = PointWorks(point.person_id, point.pk)
        record(fact, customer=customer_id, case=case_id, by=by, now=now)


@transaction.atomic
def add_point(
    customer_id: int, person_id: int, channel: str, value: str, *, source: str, by: Actor, now: datetime
) -> ContactPoint:
    """A further way to reach a person who speaks for this customer, with where we have it from.

    One that was retired is in use again. Refused when the value cannot be one, or belongs to somebody else.
    """
    _speaks(customer_id, person_id)
    value = _clean(channel, value)
    there = ContactPoint.objects.filter(channel=channel, value=value).first()
    if there is not None and (there.person_id != person_id or there.state != RETIRED):
        raise _taken(value, there.person_id == person_id)
    point_id = there.pk if there is not None else draw_id(ContactPoint)
    code = source if source in SOURCES else "stated"
    # The chain first, then the point: whoever takes in a mail of this customer locks them in that order.
    record(PointAdded(person_id, point_id, code), customer=customer_id, by=by, now=now)
    if there is not None:
        again = ContactPoint.objects.filter(pk=point_id, state=RETIRED)
        if not again.update(state=UNKNOWN, state_at=now, state_words="", source=source):
            raise _taken(value, True)
    else:
        _insert(point_id, person_id, channel, value, source, now)
    return ContactPoint.objects.get(pk=point_id)


@transaction.atomic
def retire_point(customer_id: int, point_id: int, *, why: str, by: Actor, now: datetime) -> ContactPoint:
    """This way is not to be used any more. It stays known, so that whoever writes from it is still recognised."""
    if not why.strip():
        raise Refusal("Say why it is not to be used any more.", code="no_reason")
    point = ContactPoint.objects.filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such address or number.")
    _speaks(customer_id, point.person_id)
    record(PointRetired(point.person_id, point.pk), customer=customer_id, by=by, now=now)
    rows = ContactPoint.objects.filter(pk=point_id).exclude(state=RETIRED)
    if not rows.update(state=RETIRED, state_at=now, state_words=why.strip()):
        raise Refusal(
            "%(value)s is out of use already.", code="already_retired", values={"value": point.value}
        )
    point.refresh_from_db()
    return point


def _insert(point_id: int, person_id: int, channel: str, value: str, source: str, now: datetime) -> None:
    point = ContactPoint(
        pk=point_id, person_id=person_id, channel=channel, value=value, source=source, since=now
    )
    try:
        with transaction.atomic():
            point.save(force_insert=True)
    except IntegrityError as clash:  # somebody else was quicker
        raise _taken(value, False) from clash


def _taken(value: str, by_same: bool) -> Refusal:
    values = {"value": value}
    if by_same:
        return Refusal("%(value)s already belongs to this person.", code="already_there", values=values)
    return Refusal("%(value)s already belongs to somebody else.", code="already_there", values=values)


def _mail_point(address: str) -> ContactPoint | None:
    return ContactPoint.objects.filter(channel="mail", value=address.lower()).first()


def _speaks(customer_id: int, person_id: int) -> None:
    if not Speaks.objects.filter(person_id=person_id, customer_id=customer_id).exists():
        raise NotFound("This person does not speak for this customer.")


def _clean(channel: str, value: str) -> str:
    """The value as it is stored: mail in lower case, numbers in E.164. Raises Refusal."""
    value = " ".join(value.split())
    if channel not in CHANNELS:
        raise Refusal(
            "There is no way called %(channel)s.",
            remedy="Mail, phone or post.",
            code="bad_channel",
            values={"channel": channel},
        )
    if not value:
        raise Refusal("Give the number or the address.", code="bad_address")
    if channel == "mail":
        local, _, domain = value.rpartition("@")
        if not local or not domain or " " in value:
            raise Refusal("“%(value)s” is not a mail address.", code="bad_address", values={"value": value})
        return value.lower()
    if channel == "phone":
        number = re.sub(r"[\s()/.-]", "", value)
        number = f"+{number[2:]}" if number.startswith("00") else number
        if not _NUMBER.fullmatch(number):
            raise Refusal(
                "“%(value)s” is not a number that can be called from everywhere.",
                values={"value": value},
                remedy="Give it with its country, like +44 20 7946 0018.",
                code="bad_address",
            )
        return number
    return value
