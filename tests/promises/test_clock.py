"""The clock: warns, breaks, gives verdicts and escalates; whoever looks, and whenever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from kept.ledger.models import Entry
from kept.pledge.queries import current
from kept.promises.clock import sweep
from kept.promises.make import Vow, make_promise
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach
from kept.staff.models import Notice
from kept.storage.fanning import fan_out
from tests.making import take

HOUR = timedelta(hours=1)


def vow(desk, now, due, kind="update", **more):
    receipt = take(desk, at=now, machine="list")
    return make_promise(
        receipt.customer_id, receipt.case_id, Vow(kind, "Tell her how it stands", due, **more),
        by=desk.ines.actor, now=now,
    )  # fmt: skip


def fresh(promise):
    return Promise.objects.get(customer_id=promise.customer_id, pk=promise.pk)


def drain(now):
    broken = 0
    while swept := sweep(now=now):
        broken += swept.broken
    return broken


@pytest.mark.usefixtures("keyed_sql")
class TestOnePromise:
    def test_nothing_happens_before_its_time(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR)
        assert drain(now + HOUR) == 0
        assert fresh(promise).warned_at is None

    def test_the_owner_is_warned_before(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, owner_id=desk.jonas.pk)
        drain(promise.warn_at)
        assert Notice.objects.get(agent=desk.jonas).kind == "warned"
        assert fresh(promise).broken_at is None

    def test_it_is_not_broken_at_its_due_time_but_right_after(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR)
        assert drain(promise.due_at) == 0
        assert drain(promise.due_at + timedelta(microseconds=1)) == 1

    def test_after_a_long_downtime_it_broke_at_its_due_time_and_all_steps_run(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, owner_id=desk.jonas.pk)
        later = promise.due_at + timedelta(days=5)
        assert drain(later) == 1
        broken = fresh(promise)
        assert (broken.broken_at, broken.noticed_at) == (promise.due_at, later)
        assert Notice.objects.filter(kind="broken", about_promise=promise.pk).count() == 2  # owner and lead

    def test_the_escalation_goes_on_while_it_stays_broken(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, owner_id=desk.jonas.pk)
        drain(promise.due_at + timedelta(seconds=1))
        first = fresh(promise).escalated
        drain(promise.due_at + timedelta(days=4))
        assert fresh(promise).escalated > first

    def test_theirs_becomes_overdue_and_never_breaks(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, kind="pay", promisor="customer")
        drain(promise.due_at + HOUR)
        after = fresh(promise)
        assert (after.broken_at, after.state) == (None, "owed")
        assert Entry.objects.filter(customer_id=promise.customer_id, kind="promise.overdue").count() == 1

    def test_a_concession_lapses_and_is_not_broken(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, kind="concession")
        drain(promise.due_at + HOUR)
        assert (fresh(promise).state, fresh(promise).broken_at) == ("lapsed", None)

    def test_a_sign_that_never_comes_makes_it_owed_again(self, desk, now):
        promise = vow(desk, now, now + 24 * HOUR, kind="refund")  # needs a confirmation
        keep_promise(
            promise.customer_id, promise.pk, Sign(Reach.HANDED_OVER, now + HOUR, "relay", "mail", outgoing_id=1),
            by=desk.ines.actor, now=now + HOUR,
        )  # fmt: skip
        assert fresh(promise).state == "in_proof"
        drain(now + HOUR + current().pledge.proof.sign_grace + HOUR)
        after = fresh(promise)
        assert (after.state, after.fell_back, after.broken_at) == ("owed", "sign_never_came", promise.due_at)


def test_two_clocks_at_once_break_each_promise_once(db_with_desk, now):
    desk = db_with_desk
    promises = [vow(desk, now, now + 24 * HOUR) for _ in range(12)]
    later = now + 25 * HOUR

    def look(_):
        try:
            return drain(later)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        broken = sum(pool.map(look, range(4)))
    broken += drain(later)
    assert broken == len(promises)
    with fan_out("counting"):
        assert Entry.objects.filter(kind="promise.broken").count() == len(promises)
