"""Whatever somebody who owns the database does to a chain, verification names the entry."""

import json
import tracemalloc

import pytest
from django.db import connection

from kept.ledger.models import Entry
from kept.ledger.verify import verify

from .chains import append, change, cut, erase, forge

pytestmark = pytest.mark.usefixtures("keyed_sql")


@pytest.fixture
def three(db, now):
    """The company's chain and those of customers 7 and 8, five entries each."""
    for customer in (0, 7, 8):
        append(customer, 5, now)


def found(anchors):
    """(what, customer, seq) of each finding."""
    verified = verify(anchors=anchors)
    assert verified.sound == (not verified.findings)
    assert verified.found == len(verified.findings)
    return [(finding.what, finding.customer, finding.seq) for finding in verified.findings]


def first(anchors):
    return verify(anchors=anchors).findings[0].sentence


def test_an_untouched_ledger_is_sound_and_counted(three, anchors):
    verified = verify(anchors=anchors)
    assert (verified.sound, verified.entries, verified.chains) == (True, 15, 3)
    assert verified.unprotected == 15
    assert verified.sentences()[0] == "15 entries in 3 chains: every one follows from the one before it."
    assert "No checkpoint protects them" in verified.sentences()[1]


def test_an_empty_ledger_is_sound(db, anchors):
    verified = verify(anchors=anchors)
    assert (verified.sound, verified.entries, verified.chains, verified.unprotected) == (True, 0, 0, 0)


EDITS = {
    "id": "nextval('ledger_entry_id_seq')",
    "customer_id": "9",
    "seq": "6",
    "at": "at + interval '1 microsecond'",
    "kind": "'test.other'",
    "actor": "'agent:4'",
    "case_id": "12",
    "body": "replace(body, '\"what\":2', '\"what\":7')",
    "hash": "sha256(hash)",
}


def test_every_column_of_an_entry_is_tried_below():
    assert {field.column for field in Entry._meta.concrete_fields} == set(EDITS)


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found_at_its_entry(three, anchors, column):
    assert (
        change(f"UPDATE ledger_entry SET {column} = {EDITS[column]} WHERE customer_id = 7 AND seq = 3") == 1
    )
    assert found(anchors)[0][1:] == (7, 3)


def test_a_changed_text_is_named_with_its_place(three, anchors):
    change(f"UPDATE ledger_entry SET body = {EDITS['body']} WHERE customer_id = 7 AND seq = 3")
    assert first(anchors) == (
        "The chain of customer 7: entry 3 does not follow from entry 2: "
        "its text, its hash or the hash before it was changed."
    )


def test_a_changed_column_is_named_with_what_the_body_says(three, anchors):
    change("UPDATE ledger_entry SET actor = 'agent:4', case_id = NULL WHERE customer_id = 0 AND seq = 1")
    assert first(anchors) == (
        "The company's chain: entry 1 has columns that differ from its body: "
        "actor (agent:4 beside agent:3), case (nothing beside 11)."
    )


@pytest.mark.parametrize("body", ["", "no entry at all", "[]", '{"format":1}'])
def test_a_body_that_is_no_entry_is_found_even_with_a_right_hash(three, anchors, body):
    change("UPDATE ledger_entry SET body = %s WHERE customer_id = 7 AND seq = 5", body)
    forge(7, 5)
    assert found(anchors) == [("columns", 7, 5)]


def test_an_envelope_that_says_the_same_in_other_bytes_is_found(three, anchors):
    """Somebody who counts on two readings of one text: JSON takes the last of two keys."""
    forge(7, 5, '"actor":"agent:3"', '"actor":"agent:9","actor":"agent:3"')
    assert found(anchors) == [("columns", 7, 5)]


def test_an_edit_with_its_own_hash_recomputed_breaks_at_the_next_entry(three, anchors):
    change(f"UPDATE ledger_entry SET body = {EDITS['body']} WHERE customer_id = 7 AND seq = 3")
    change(
        "UPDATE ledger_entry e SET hash = sha256('\\x01'::bytea || b.hash || convert_to(e.body, 'UTF8')) "
        "FROM ledger_entry b WHERE e.customer_id = 7 AND e.seq = 3 AND b.customer_id = 7 AND b.seq = 2"
    )
    assert found(anchors) == [("text", 7, 4)]


def test_an_edit_of_the_last_entry_with_its_hash_differs_from_the_head(three, anchors):
    change(
        "UPDATE ledger_entry SET body = replace(body, '\"what\":4', '\"what\":7') WHERE customer_id = 7 AND seq = 5"
    )
    change(
        "UPDATE ledger_entry e SET hash = sha256('\\x01'::bytea || b.hash || convert_to(e.body, 'UTF8')) "
        "FROM ledger_entry b WHERE e.customer_id = 7 AND e.seq = 5 AND b.customer_id = 7 AND b.seq = 4"
    )
    assert found(anchors) == [("head", 7, 5)]


@pytest.mark.parametrize(("seq", "sentence"), [(1, "entry 1 is missing"), (3, "entry 3 is missing")])
def test_a_gap_is_found(three, anchors, seq, sentence):
    change("DELETE FROM ledger_entry WHERE customer_id = 7 AND seq = %s", seq)
    assert found(anchors) == [("missing", 7, seq)]
    assert sentence in first(anchors)


def test_a_tail_that_was_cut_is_found_by_the_head(three, anchors):
    change("DELETE FROM ledger_entry WHERE customer_id = 8 AND seq > 3")
    assert found(anchors) == [("missing", 8, 4)]
    assert first(anchors) == "The chain of customer 8: entries 4 to 5 are missing; the head's row knows them."


def test_all_entries_of_a_chain_that_is_left_with_its_head_are_missed(three, anchors):
    change("DELETE FROM ledger_entry WHERE customer_id = 7")
    assert found(anchors) == [("missing", 7, 1)]


def test_an_entry_that_stands_twice_is_found(three, anchors):
    change("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_once")
    change(
        "INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash) "
        "SELECT nextval('ledger_entry_id_seq'), customer_id, seq, at, kind, 'agent:4', case_id, body, hash "
        "FROM ledger_entry WHERE customer_id = 7 AND seq = 3"
    )
    assert ("doubled", 7, 3) in found(anchors)
    assert {(customer, seq) for _, customer, seq in found(anchors)} == {(7, 3)}


def test_an_entry_pushed_in_between_is_found(three, anchors):
    for seq in (5, 4, 3):
        change("UPDATE ledger_entry SET seq = seq + 1 WHERE customer_id = 7 AND seq = %s", seq)
    change(
        "INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash) "
        "SELECT nextval('ledger_entry_id_seq'), 7, 3, at, kind, actor, case_id, body, hash "
        "FROM ledger_entry WHERE customer_id = 7 AND seq = 2"
    )
    assert found(anchors)[0][1:] == (7, 3)


def test_an_entry_after_the_head_is_found(three, anchors):
    change(
        "INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash) "
        "SELECT nextval('ledger_entry_id_seq'), 7, 6, at, kind, actor, case_id, body, hash "
        "FROM ledger_entry WHERE customer_id = 7 AND seq = 5"
    )
    assert ("head", 7, 6) in found(anchors)


def test_an_entry_before_the_beginning_is_found(three, anchors):
    change("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_from_one")
    change(
        "INSERT INTO ledger_entry (id, customer_id, seq, at, kind, actor, case_id, body, hash) "
        "SELECT nextval('ledger_entry_id_seq'), 7, 0, at, kind, actor, case_id, body, hash "
        "FROM ledger_entry WHERE customer_id = 7 AND seq = 5"
    )
    assert found(anchors) == [("doubled", 7, 0)]


def test_two_entries_in_each_others_place_are_found(three, anchors):
    change("UPDATE ledger_entry SET seq = 100 WHERE customer_id = 7 AND seq = 2")
    change("UPDATE ledger_entry SET seq = 2 WHERE customer_id = 7 AND seq = 4")
    change("UPDATE ledger_entry SET seq = 4 WHERE customer_id = 7 AND seq = 100")
    assert found(anchors)[0][1:] == (7, 2)


def test_an_entry_moved_to_another_customer_is_missed_here_and_seen_there(three, anchors):
    change("UPDATE ledger_entry SET customer_id = 8, seq = 6 WHERE customer_id = 7 AND seq = 5")
    assert {(customer, seq) for _, customer, seq in found(anchors)} == {(7, 5), (8, 6)}


@pytest.mark.parametrize(
    ("sql", "seq"),
    [
        ("UPDATE ledger_head SET hash = sha256(hash) WHERE customer_id = 7", 5),
        ("UPDATE ledger_head SET seq = 4 WHERE customer_id = 7", 5),
        ("UPDATE ledger_head SET seq = 9 WHERE customer_id = 7", 6),
        ("DELETE FROM ledger_head WHERE customer_id = 7", 5),
        ("UPDATE ledger_head SET customer_id = 6 WHERE customer_id = 7", 5),
    ],
)
def test_a_changed_head_is_found(three, anchors, sql, seq):
    assert change(sql) == 1
    assert (7, seq) in [(customer, place) for _, customer, place in found(anchors)]


@pytest.mark.parametrize(
    "setting",
    ["at = 'infinity'", "at = '-infinity'", "at = '4000-01-01 BC'", "at = '200000-01-01'", "case_id = -1"],
)
def test_values_that_no_program_can_hold_are_found_and_stop_nothing(three, anchors, setting):
    change(f"UPDATE ledger_entry SET {setting} WHERE customer_id = 7 AND seq = 3")
    assert found(anchors) == [("columns", 7, 3)]


@pytest.mark.parametrize("column", ["at", "kind", "actor", "body", "hash", "seq"])
def test_values_that_are_none_are_found_and_stop_nothing(three, anchors, column):
    change(f"ALTER TABLE ledger_entry ALTER {column} DROP NOT NULL")
    change(f"UPDATE ledger_entry SET {column} = NULL WHERE customer_id = 7 AND seq = 3")
    assert 7 in [customer for _, customer, _ in found(anchors)]


@pytest.mark.parametrize("column", ["seq", "hash"])
def test_a_head_of_nothing_is_found_and_stops_nothing(three, anchors, column):
    change(f"ALTER TABLE ledger_head ALTER {column} DROP NOT NULL")
    change(f"UPDATE ledger_head SET {column} = NULL WHERE customer_id = 7")
    assert 7 in [customer for _, customer, _ in found(anchors)]


def test_without_a_checkpoint_a_chain_written_anew_or_erased_cannot_be_found(three, anchors):
    """Not a wish, but what is true: this is what checkpoints are for."""
    forge(7, 2)
    cut(8, 3)
    erase(0)
    verified = verify(anchors=anchors)
    assert verified.sound
    assert verified.unprotected == verified.entries == 8


def test_findings_are_counted_and_only_the_first_are_kept(three, anchors):
    change("UPDATE ledger_entry SET actor = 'agent:4' WHERE true")
    verified = verify(anchors=anchors, most=4)
    assert verified.found == 15
    assert [(finding.customer, finding.seq) for finding in verified.findings] == [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
    ]
    assert verified.sentences()[0] == "15 entries in 3 chains: 15 things are wrong."


def test_verification_says_how_far_it_is(three, anchors, now):
    append(9, 12_000, now)
    told = []
    verify(anchors=anchors, progress=lambda done, of: told.append((done, of)))
    assert told[0] == (0, 12_015)
    assert told[-1] == (12_015, 12_015)
    assert sorted(told) == told and len(told) == 3


def test_the_memory_for_verification_does_not_grow_with_the_ledger(db, anchors, now):
    def peak():
        tracemalloc.start()
        verify(anchors=anchors)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    append(7, 4_000, now)
    for customer in range(100, 500):
        append(customer, 10, now)
    small = peak()
    append(7, 16_000, now)
    append(8, 16_000, now)
    assert peak() < 1.25 * small


def test_verification_changes_nothing(three, anchors):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        verify(anchors=anchors)


def test_an_entry_says_all_that_its_columns_say(three):
    entry = Entry.objects.get(customer_id=7, seq=3)
    assert json.loads(entry.body) == {
        "format": 1,
        "customer": "7",
        "seq": 3,
        "entry": str(entry.pk),
        "at": "2026-06-17T08:00:00.000000Z",
        "actor": "agent:3",
        "case": "11",
        "kind": "test.happened",
        "fact": {"what": 2},
    }
