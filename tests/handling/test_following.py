"""What follows from an entry, and what is done every so often: one that fails does not keep the others in."""

from datetime import timedelta

import pytest

from kept.ledger.models import Entry, Reaction
from kept.operations.models import ScheduledTask
from kept.operations.schedule import Task, run_due
from kept.operations.working.reacting import react
from kept.storage.rows import draw_id
from tests.making import take

pytestmark = pytest.mark.usefixtures("keyed_sql")


def reactions(desk, now, *names):
    receipt = take(desk, at=now)
    entry = Entry.objects.filter(customer_id=receipt.customer_id).first()
    for number, name in enumerate(names):
        Reaction(
            pk=draw_id(Reaction), customer_id=entry.customer_id, entry_id=entry.pk, name=name,
            due_at=now + timedelta(microseconds=number),
        ).save(force_insert=True)  # fmt: skip
    return entry.customer_id


def test_a_reaction_that_fails_for_days_stays_and_lets_the_others_be_done(desk, now):
    customer = reactions(desk, now, "fails", "works")
    Reaction.objects.filter(customer_id=customer, name="fails").update(attempts=60)
    done = []

    def fails(entry, at):
        raise ValueError("never: \x00")

    def works(entry, at):
        done.append(entry.pk)
        return True

    react({"fails": fails, "works": works}, now=now + timedelta(minutes=1))
    left = Reaction.objects.exclude(name="search").get(customer_id=customer)
    assert done and (left.name, left.attempts) == ("fails", 61)
    assert left.due_at == now + timedelta(minutes=61)


def test_a_task_that_fails_does_not_keep_the_next_from_running(db, now):
    ran = []

    def fails(at):
        raise ValueError("the file store is away")

    tasks = (
        Task("fails", timedelta(seconds=5), fails),
        Task("works", timedelta(seconds=5), lambda at: ran.append(at)),
    )
    assert run_due(now=now, tasks=tasks) == 1
    assert ran == [now] and ScheduledTask.objects.filter(name="fails", runs=1).exists()
