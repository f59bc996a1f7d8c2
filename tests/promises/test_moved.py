"""A promise that broke and was moved has a new time: of it one is warned, and told again when it passes."""

from datetime import timedelta

import pytest

from kept.ledger.models import Entry
from kept.promises.clock import sweep
from kept.promises.close import move
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach
from kept.staff.models import Notice
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def broken(desk, now):
    """A promise of Jonas's that broke, was noticed, and whose notices were read."""
    receipt = take(desk, at=now, machine="list")
    vow = Vow("update", "Tell her how it stands", now + DAY, owner_id=desk.jonas.pk)
    promise = make_promise(receipt.customer_id, receipt.case_id, vow, by=desk.ines.actor, now=now)
    drain(promise.due_at + MINUTE)
    drain(promise.due_at + DAY)  # all steps of the escalation have run
    assert unread(promise) == {("broken", desk.jonas.pk), ("broken", desk.ines.pk)}
    Notice.objects.update(read_at=now)
    return fresh(promise)


def drain(now):
    while sweep(now=now):
        pass


def fresh(promise):
    return Promise.objects.get(customer_id=promise.customer_id, pk=promise.pk)


def unread(promise):
    """Who is told what, and has not read it."""
    rows = Notice.objects.filter(about_promise=promise.pk, read_at=None)
    return set(rows.values_list("kind", "agent_id"))


def kinds(promise):
    """What the ledger says of its breaking."""
    entries = Entry.objects.filter(customer_id=promise.customer_id, kind__startswith="promise.broken")
    return list(entries.order_by("seq").values_list("kind", flat=True))


def moved(desk, promise, to, at):
    return move(promise.customer_id, promise.pk, due_at=to, words="", by=desk.ines.actor, now=at)


def test_owner_and_lead_are_told_again_when_the_new_time_passes_too(desk, broken):
    first, new = broken.broken_at, broken.due_at + 5 * DAY
    moved(desk, broken, new, broken.due_at + 2 * DAY)
    drain(new)
    assert ("broken", desk.ines.pk) not in unread(broken)
    drain(new + MINUTE)
    assert {("broken", desk.jonas.pk), ("broken", desk.ines.pk)} <= unread(broken)
    after = fresh(broken)
    assert (after.state, after.broken_at, after.noticed_at) == ("owed", first, new + MINUTE)
    assert kinds(broken) == ["promise.broken", "promise.broken_again"]


def test_the_owner_is_warned_of_the_new_time_before_it_passes(desk, broken):
    new = broken.due_at + 5 * DAY
    after = moved(desk, broken, new, broken.due_at + 2 * DAY)
    drain(after.warn_at)
    assert unread(broken) == {("warned", desk.jonas.pk)}
    assert "About to break" in Notice.objects.get(kind="warned", about_promise=broken.pk).words


def test_each_time_that_passes_is_told_once(desk, broken):
    due = broken.due_at
    for _ in range(2):
        moved(desk, broken, due + 5 * DAY, due + 2 * DAY)
        due += 5 * DAY
        drain(due + MINUTE)
        Notice.objects.update(read_at=due)
        drain(due + 2 * MINUTE)
        assert not unread(broken)
    assert kinds(broken) == ["promise.broken", *["promise.broken_again"] * 2]


def test_nobody_is_told_again_when_it_is_kept_by_the_new_time(desk, broken):
    new = broken.due_at + 5 * DAY
    at = broken.due_at + 3 * DAY
    moved(desk, broken, new, broken.due_at + 2 * DAY)
    sign = Sign(Reach.CONFIRMED, at, "attested", reason="She was told on the phone.")
    keep_promise(broken.customer_id, broken.pk, sign, by=desk.ines.actor, now=at)
    drain(new + DAY)
    assert not {kind for kind, _ in unread(broken)} & {"broken"}
    assert fresh(broken).broken_at is not None
    assert kinds(broken) == ["promise.broken"]


def test_a_breach_that_nobody_had_noticed_is_told_although_the_time_was_moved(desk, now):
    receipt = take(desk, at=now, machine="list")
    vow = Vow("update", "Tell her how it stands", now + DAY, owner_id=desk.jonas.pk)
    promise = make_promise(receipt.customer_id, receipt.case_id, vow, by=desk.ines.actor, now=now)
    late = promise.due_at + MINUTE
    moved(desk, promise, promise.due_at + 5 * DAY, late)  # before the clock has seen it
    drain(late + MINUTE)
    assert ("broken", desk.ines.pk) in unread(promise)
