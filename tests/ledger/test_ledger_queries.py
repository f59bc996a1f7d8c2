"""Reading chains: by case, by customer, from where one stopped reading."""

import pytest

from kept.ledger.models import Entry
from kept.ledger.queries import (
    entries_of_case,
    entries_of_company,
    entries_of_customer,
    fact_of,
    last_checkpoint,
    position,
)

from .chains import append, change

pytestmark = pytest.mark.usefixtures("keyed_sql")


@pytest.fixture
def chain(db, now):
    append(7, 2, now, case=11)
    append(7, 2, now, case=12)
    append(7, 1, now, case=None)
    append(8, 1, now, case=11)
    append(0, 1, now, case=None)


def seqs(rows):
    return [(row.customer_id, row.seq) for row in rows]


def test_a_case_is_told_in_order_with_those_merged_into_it(chain):
    assert seqs(entries_of_case(7, 11)) == [(7, 1), (7, 2)]
    assert seqs(entries_of_case(7, 11, 12)) == [(7, 1), (7, 2), (7, 3), (7, 4)]
    assert seqs(entries_of_case(7, 13)) == []


def test_a_chain_is_read_on_from_where_one_stopped(chain):
    assert seqs(entries_of_customer(7, since_seq=3)) == [(7, 4), (7, 5)]
    assert seqs(entries_of_customer(7)) == [(7, seq) for seq in range(1, 6)]
    assert seqs(entries_of_company()) == [(0, 1)]
    assert seqs(entries_of_company(since_seq=1)) == []


def test_the_position_is_the_last_entry_and_its_hash(chain):
    last = Entry.objects.get(customer_id=7, seq=5)
    assert position(7) == position(7)
    assert (position(7).seq, position(7).digest) == (5, bytes(last.hash))
    assert position(99) is None


def test_a_fact_is_read_back(chain):
    assert [fact_of(entry) for entry in entries_of_case(7, 12)] == [{"what": 0}, {"what": 1}]


def test_there_is_no_last_checkpoint_before_the_first(chain):
    assert last_checkpoint() is None


def test_a_case_is_read_by_an_index(chain):
    change("SET LOCAL enable_seqscan = off")
    plan = entries_of_case(7, 11).explain()
    assert "Index" in plan and "Seq Scan" not in plan  # which of two, a table of a few rows leaves open
