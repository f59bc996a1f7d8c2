"""Trying a message again now."""

from datetime import timedelta

import pytest

from kept.contacts.models import Outgoing
from kept.handling.handover import cancel_message, retry_message
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")


def waiting(desk, now):
    receipt = take(desk, at=now)
    return Outgoing.objects.filter(customer_id=receipt.customer_id)


def test_a_delayed_message_is_tried_now(desk, now):
    rows = waiting(desk, now)
    rows.update(state="delayed", next_try_at=now + timedelta(hours=4))
    letter = rows.get()
    assert retry_message(letter.customer_id, letter.pk, now=now)
    assert (rows.get().state, rows.get().next_try_at) == ("delayed", now)


def test_a_message_that_was_taken_back_is_not_tried(desk, now):
    letter = waiting(desk, now).get()
    cancel_message(letter.customer_id, letter.pk, by=desk.ines.actor, now=now)
    assert not retry_message(letter.customer_id, letter.pk, now=now)
