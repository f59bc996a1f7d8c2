"""Customers and persons that are one: links that can be undone, always a person's decision, and that move no fact."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kept.customers.facts import CustomersLinked, CustomersUnlinked, PersonsLinked, PersonsUnlinked
from kept.customers.models import Customer, Link, Person, Speaks
from kept.handling.gates import may_write
from kept.ledger.chain import Fact
from kept.ledger.record import record_all
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent

CUSTOMER, PERSON = "customer", "person"


@transaction.atomic
def link_customers(one: int, into: int, *, by: Agent, now: datetime) -> Link:
    """Two accounts are the same customer; both chains say so."""
    may_write(by)
    if Customer.objects.filter(pk__in=[one, into]).count() < len({one, into}):
        raise NotFound("There is no such customer.")
    link = _link(CUSTOMER, one, into, by, now)
    _record(CustomersLinked(link.pk, one, into), [one, into], by, now)
    return link


@transaction.atomic
def unlink_customers(link_id: int, *, by: Agent, now: datetime) -> Link:
    """They are two after all."""
    link = _unlink(CUSTOMER, link_id, by, now)
    _record(CustomersUnlinked(link.pk, link.one, link.into), [link.one, link.into], by, now)
    return link


@transaction.atomic
def link_persons(one: int, into: int, *, by: Agent, now: datetime) -> Link:
    """Two persons are the same human being: whoever writes from either address is the second from now on."""
    may_write(by)
    if Person.objects.filter(pk__in=[one, into]).count() < len({one, into}):
        raise NotFound("There is no such person.")
    link = _link(PERSON, one, into, by, now)
    _record(PersonsLinked(link.pk, one, into), _accounts(one, into), by, now)
    return link


@transaction.atomic
def unlink_persons(link_id: int, *, by: Agent, now: datetime) -> Link:
    """They are two after all."""
    link = _unlink(PERSON, link_id, by, now)
    _record(PersonsUnlinked(link.pk, link.one, link.into), _accounts(link.one, link.into), by, now)
    return link


def _link(kind: str, one: int, into: int, by: Agent, now: datetime) -> Link:
    if one == into:
        raise Refusal(
            "That is the same person." if kind == PERSON else "That is the same customer.",
            code=f"same_{kind}",
        )
    there = Link.objects.filter(kind=kind, undone_at=None).filter(Q(one__in=[one, into]) | Q(into=one))
    if there.exists():
        raise Refusal("One of the two is linked already.", remedy="Undo that link first.", code="linked")
    return Link.objects.create(kind=kind, one=one, into=into, made_at=now, made_by=str(by.actor))


def _unlink(kind: str, link_id: int, by: Agent, now: datetime) -> Link:
    may_write(by)
    link = Link.objects.select_for_update().filter(pk=link_id, kind=kind, undone_at=None).first()
    if link is None:
        raise NotFound("There is no such link any more.")
    link.undone_at, link.undone_by = now, str(by.actor)
    link.save(update_fields=["undone_at", "undone_by"])
    return link


def _accounts(one: int, into: int) -> list[int]:
    """The customers whom either person speaks for."""
    rows = Speaks.objects.filter(person_id__in=[one, into]).values_list("customer_id", flat=True)
    return sorted(set(rows))


def _record(fact: Fact, customers: list[int], by: Agent, now: datetime) -> None:
    record_all([(customer, None, fact, by.actor) for customer in customers], now=now)
