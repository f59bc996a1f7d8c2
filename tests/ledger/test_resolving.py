"""Agents and customers stand on the ledger as plain values, and each of them is somebody."""

import pytest
from django.db import transaction

from kept.customers.models import Customer
from kept.ledger.actor import CLOCK, Actor
from kept.ledger.models import Entry
from kept.ledger.record import record_all
from kept.ledger.resolve import Unresolved, unresolved
from kept.staff.models import Agent
from tests.making import take

from .chains import Happened

pytestmark = pytest.mark.usefixtures("keyed_sql")


def agents(ids):
    return {
        str(pk)
        for pk in Agent.objects.filter(pk__in=[each for each in ids if each.isdigit()]).values_list(
            "pk", flat=True
        )
    }


def customers(ids):
    return {
        str(pk)
        for pk in Customer.objects.filter(pk__in=[each for each in ids if each.isdigit()]).values_list(
            "pk", flat=True
        )
    }


KNOWN = {"agent": agents, "customer": customers}


def test_everybody_on_the_ledger_of_a_working_desk_is_somebody(desk, now):
    take(desk, at=now)
    assert Entry.objects.filter(customer_id=0).exists()
    assert unresolved(KNOWN) == []


def test_whoever_is_nobody_is_named_once_with_a_chain_and_a_number(desk, now):
    receipt = take(desk, at=now)
    gone = 10**12
    with transaction.atomic():
        record_all(
            [
                (receipt.customer_id, None, Happened(1), Actor("agent", "987654")),
                (receipt.customer_id, None, Happened(2), Actor("agent", "987654")),
                (gone, None, Happened(3), CLOCK),
                (0, None, Happened(4), Actor("partner", "5")),
            ],
            now=now,
        )
    found = unresolved(KNOWN)
    assert found == [
        Unresolved("agent", "987654", receipt.customer_id, 2),
        Unresolved("partner", "5", 0, 1),
        Unresolved("customer", str(gone), gone, 1),
    ]
    assert str(found[0]) == "agent:987654 stands on 2 entries of the ledger, and is nobody."
    assert unresolved(KNOWN, most=1) == found[:1]
