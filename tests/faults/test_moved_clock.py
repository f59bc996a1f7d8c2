"""The machine's clock jumps, to and fro: no promise is unbroken by it, and none breaks twice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kept import clock
from kept.handling.presuming import presume
from kept.ledger.models import Entry
from kept.ledger.verify import verify
from kept.promises.clock import sweep
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from tests.making import Desk, take

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def back_again() -> Iterator[None]:
    """The clock of the next test is right."""
    yield
    clock.move_to(timedelta(0))


@pytest.fixture
def now() -> datetime:
    """This very moment: the product's clock is moved, not the test's."""
    return datetime.now(UTC)


def look() -> None:
    """Everything that the worker's clock loop does, until nothing is due."""
    for _ in range(50):
        if not sweep(now=clock.now()) and not presume(now=clock.now()):
            return
    raise AssertionError("the clock never comes to rest")


def broken_entries() -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in Entry.objects.filter(kind="promise.broken"):
        promise = json.loads(entry.body)["fact"]["promise"]
        found[promise] = found.get(promise, 0) + 1
    return found


def test_jumps_of_the_clock_neither_unbreak_a_promise_nor_break_it_twice(desk: Desk, now: datetime) -> None:
    receipts = [take(desk, at=now, sender=f"c{number}@customer.test") for number in range(5)]
    for number, receipt in enumerate(receipts):
        vow = Vow("update", "Tells how it stands", now + (number + 1) * DAY)
        make_promise(receipt.customer_id, receipt.case_id, vow, by=desk.jonas.actor, now=now)
    look()
    broken_at: dict[int, datetime] = {}
    for days in (0, 3, -2, 10, 2, -30, 20, 20, 0, 40, -1):
        clock.move_to(days * DAY)
        look()
        for promise in Promise.objects.all():
            if promise.broken_at is not None:
                assert broken_at.setdefault(promise.pk, promise.broken_at) == promise.broken_at
            else:
                assert promise.pk not in broken_at, f"unbroken by a clock moved by {days} days"
    assert len(broken_at) == 10
    for promise in Promise.objects.all():
        assert promise.broken_at == promise.due_at  # the due time itself, whenever it was noticed
        assert promise.state == "owed"
    assert broken_entries() == dict.fromkeys(broken_at, 1)
    assert verify().sound


def test_mail_that_comes_in_while_the_clock_is_wrong_is_owed_all_the_same(desk: Desk, now: datetime) -> None:
    for days in (5, -5, 0):
        clock.move_to(days * DAY)
        receipt = take(desk, at=clock.now(), sender=f"c{days}@customer.test")
        promise = Promise.objects.get(customer_id=receipt.customer_id)
        assert promise.state == "owed" and promise.due_at > clock.now() and promise.next_check_at is not None
    look()
    assert verify().sound
