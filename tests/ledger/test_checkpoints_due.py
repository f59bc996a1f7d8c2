"""When a checkpoint is due, and two makers at once."""

import threading
from datetime import timedelta

from django.db import connection

from kept.ledger.anchors import Anchors, desk_id, own_anchors
from kept.ledger.checkpoint import (
    checkpoint_due,
    checkpoint_if_due,
    make_checkpoint,
)
from kept.ledger.keys import KeyRing
from kept.ledger.verify import verify

from .chains import ANNA, append, change

HOUR = timedelta(hours=1)


def test_a_checkpoint_is_due_once_an_hour_if_something_was_added(two, home, now):
    assert checkpoint_due(now).sentence == "No checkpoint has been made yet."
    assert checkpoint_if_due(now).statement.number == 1
    assert checkpoint_if_due(now) is None
    append(7, 1, now)
    assert checkpoint_due(now + timedelta(minutes=59)).sentence == "Checkpoint 1 is less than an hour old."
    due = checkpoint_due(now + HOUR)
    assert due and due.sentence == "One entry was added to the ledger since checkpoint 1."
    assert checkpoint_if_due(now + HOUR).statement.number == 2
    due = checkpoint_due(now + 9 * HOUR)
    assert not due and due.sentence == "Nothing was added to the ledger since checkpoint 2."
    assert checkpoint_if_due(now + 9 * HOUR) is None
    assert verify().sound


def test_a_checkpoint_of_the_future_puts_nothing_off(two, home, now):
    make_checkpoint(by=ANNA, now=now + 100 * HOUR)
    append(7, 1, now)
    assert checkpoint_due(now)


def test_a_checkpoint_that_cannot_be_read_is_told_of(two, home, now):
    make_checkpoint(by=ANNA, now=now)
    own_anchors().path(1, "sig").unlink()
    due = checkpoint_due(now)
    assert due and "has lost its signature" in due.sentence


def test_an_entry_that_pretends_to_be_a_checkpoint_puts_nothing_off(two, home, now):
    make_checkpoint(by=ANNA, now=now)
    append(7, 1, now)
    change(
        "INSERT INTO ledger_anchor (id, number, at, chains, digest, place) "
        "VALUES (nextval('ledger_anchor_id_seq'), 2, '2099-01-01', 2, 'x', '')"
    )
    assert checkpoint_due(now + HOUR)


def test_the_desk_bears_the_same_name_on_all_its_checkpoints(home):
    assert desk_id() == desk_id() == own_anchors().desk
    assert len(desk_id()) == 16


def test_two_makers_at_once_make_two_checkpoints_one_after_the_other(committed, anchors, now):
    append(7, 3, now)
    problems = []

    def make():
        try:
            make_checkpoint(
                by=ANNA, now=now, anchors=Anchors(anchors.folder, KeyRing(anchors.keys.folder), anchors.desk)
            )
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    assert anchors.numbers() == [1, 2, 3, 4]
    assert len(list(anchors.keys.folder.glob("*.pub.*.pem"))) == 1
    assert verify(anchors=anchors).sound
