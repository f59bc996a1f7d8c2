"""Somebody owns the database and writes the past anew, after a checkpoint has left it."""

import pytest
from django.db import connection

from kept.ledger.chain import link
from kept.ledger.checkpoint import make_checkpoint
from kept.ledger.models import Entry, Head
from kept.ledger.statement import claims_in
from kept.ledger.verify import verify

from .chains import ANNA, append, change, cut, erase, forge, owning_the_database

pytestmark = pytest.mark.usefixtures("keyed_sql")


@pytest.fixture
def anchored(db, anchors, now):
    """Chains of the company and of customers 7, 8 and 9 with five entries each, under a checkpoint."""
    for customer in (0, 7, 8, 9):
        append(customer, 5, now)
    make_checkpoint(by=ANNA, now=now, anchors=anchors)


def found(anchors):
    return [(finding.what, finding.customer, finding.seq) for finding in verify(anchors=anchors).findings]


def claims(anchors, number):
    return dict(claims_in(anchors.path(number, "heads")))


def test_a_whole_chain_written_anew_is_found(anchored, anchors):
    forge(7, 1)
    assert found(anchors) == [("rewritten", 7, 5)]
    assert verify(anchors=anchors).findings[0].sentence == (
        "The chain of customer 7: entry 5 is not the one that checkpoint 1 holds: "
        "it, or an entry before it, was written anew after that checkpoint."
    )


def test_the_companys_chain_is_no_exception(anchored, anchors):
    forge(0, 3)
    assert found(anchors) == [("rewritten", 0, 5)]


def test_a_tail_that_is_cut_with_its_head_is_found(anchored, anchors):
    cut(8, 3)
    assert found(anchors) == [("cut", 8, 4)]
    assert verify(anchors=anchors).findings[0].sentence == (
        "The chain of customer 8: the end is cut off from entry 4 on. Checkpoint 1 holds the chain up to entry 5."
    )


@pytest.mark.parametrize("customer", [7, 8, 9])
def test_a_chain_that_is_erased_is_found(anchored, anchors, customer):
    erase(customer)
    assert found(anchors) == [("gone", customer, 1)]


def test_a_ledger_that_is_emptied_is_found(anchored, anchors):
    with owning_the_database(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry, ledger_head, ledger_anchor")
    assert found(anchors) == [("gone", customer, 1) for customer in (0, 7, 8, 9)]


def test_a_chain_that_is_cut_and_grows_again_is_found(anchored, anchors, now):
    cut(8, 3)
    append(8, 4, now, case=12)
    assert found(anchors) == [("rewritten", 8, 5)]


def test_what_came_after_the_checkpoint_can_be_written_anew_and_is_counted_as_unprotected(
    anchored, anchors, now
):
    append(7, 2, now)
    forge(7, 6)
    verified = verify(anchors=anchors)
    assert verified.sound
    assert verified.unprotected == 3


def test_later_checkpoints_do_not_cover_up_a_chain_that_was_written_anew(anchored, anchors, now):
    before = claims(anchors, 1)
    append(7, 1, now)
    forge(7, 2)
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert (made.statement.held, made.found) == (1, 1)
    assert (made.findings[0].customer, made.findings[0].seq) == (7, 6)
    append(7, 3, now)
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert claims(anchors, 3)[7] == before[7]
    assert claims(anchors, 3)[0].seq > before[0].seq  # the others go on
    assert found(anchors) == [("rewritten", 7, 5)]


def test_later_checkpoints_do_not_cover_up_a_cut_or_an_erased_chain(anchored, anchors, now):
    before = claims(anchors, 1)
    cut(7, 2)
    erase(8)
    forge(9, 5)
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert [(f.what, f.customer) for f in made.findings] == [("cut", 7), ("gone", 8), ("rewritten", 9)]
    assert made.statement.held == 3
    assert {customer: claims(anchors, 2)[customer] for customer in (7, 8, 9)} == {
        customer: before[customer] for customer in (7, 8, 9)
    }
    assert found(anchors) == [("cut", 7, 3), ("gone", 8, 1), ("rewritten", 9, 5)]


def test_nobody_can_slip_a_new_past_under_the_next_checkpoint(anchored, anchors, now):
    """He leaves the old hash in its row while the checkpoint is made, and puts it right afterwards."""
    old = bytes(Entry.objects.get(customer_id=7, seq=5).hash)
    append(7, 1, now)
    forge(7, 2)
    change("UPDATE ledger_entry SET hash = %s WHERE customer_id = 7 AND seq = 5", old)
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert made.statement.held == 1
    assert claims(anchors, 2)[7] == (5, old)
    forge(7, 2, '"what"', '"what"')  # all hashes right again
    assert found(anchors) == [("rewritten", 7, 5)]


def test_a_chain_that_was_broken_before_its_first_checkpoint_is_claimed_up_to_where_it_is_right(
    db, anchors, now
):
    append(7, 5, now)
    append(8, 5, now)
    change("UPDATE ledger_entry SET actor = 'agent:9' WHERE customer_id = 7 AND seq = 3")
    change("UPDATE ledger_entry SET actor = 'agent:9' WHERE customer_id = 8 AND seq = 1")
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert (made.statement.held, made.statement.chains) == (2, 1)
    assert claims(anchors, 1)[7].seq == 2
    assert found(anchors) == [("columns", 7, 3), ("columns", 8, 1)]


def test_a_chain_that_is_put_right_again_is_claimed_again(anchored, anchors, now):
    append(7, 2, now)
    change("UPDATE ledger_entry SET actor = 'agent:9' WHERE customer_id = 7 AND seq = 6")
    assert make_checkpoint(by=ANNA, now=now, anchors=anchors).statement.held == 1
    change("UPDATE ledger_entry SET actor = 'agent:3' WHERE customer_id = 7 AND seq = 6")
    assert make_checkpoint(by=ANNA, now=now, anchors=anchors).statement.held == 0
    assert claims(anchors, 3)[7].seq == 7
    assert verify(anchors=anchors).sound


def test_a_head_alone_cannot_carry_a_chain_on(anchored, anchors, now):
    """A head that claims more than there is: the checkpoint holds what was seen."""
    last = Head.objects.get(customer_id=7)
    change(
        "UPDATE ledger_head SET seq = 6, hash = %s WHERE customer_id = 7", link(bytes(last.hash), "nothing")
    )
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert made.statement.held == 1
    assert claims(anchors, 2)[7].seq == 5
