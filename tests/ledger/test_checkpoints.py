"""Signed checkpoints outside the database: what they hold, how they follow each other, when they are due."""

import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection, transaction

from kept.ledger.anchors import Anchors, desk_id, own_anchors
from kept.ledger.checkpoint import (
    CannotExtend,
    NowhereToWrite,
    checkpoint_due,
    checkpoint_if_due,
    make_checkpoint,
)
from kept.ledger.keys import KeyRing
from kept.ledger.models import Anchor, Entry
from kept.ledger.queries import fact_of, known_checkpoints, last_checkpoint
from kept.ledger.statement import claims_in, parse
from kept.ledger.verify import verify

from .chains import ANNA, append, change

HOUR = timedelta(hours=1)


@pytest.fixture
def two(keyed_sql, now):
    """The chains of customers 7 and 12, three entries each."""
    append(7, 3, now)
    append(12, 3, now)


@pytest.fixture
def home(settings, tmp_path):
    """The test's folder as the desk's home."""
    settings.KEPT = replace(settings.KEPT, home=tmp_path, anchors=tmp_path / "anchors")
    return tmp_path


def whats(anchors):
    return [(finding.what, finding.checkpoint) for finding in verify(anchors=anchors).findings]


def test_a_checkpoint_holds_all_heads_in_order_and_is_signed(two, anchors, now):
    made = make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert (made.statement.number, made.statement.chains, made.statement.entries) == (1, 2, 6)
    assert (made.statement.begins, made.statement.held, made.found) == ("afresh", 0, 0)
    heads = anchors.path(1, "heads")
    assert sha256(heads.read_bytes()).digest() == made.statement.heads
    assert [(customer, claim.seq) for customer, claim in claims_in(heads)] == [(7, 3), (12, 3)]
    digest = bytes(Entry.objects.get(customer_id=12, seq=3).hash)
    assert heads.read_text().splitlines()[1] == f"12 3 {digest.hex()}"
    assert parse(anchors.path(1).read_bytes()) == made.statement == anchors.read(1)
    assert sorted(path.name for path in anchors.folder.iterdir()) == [
        "checkpoint-00000001.heads",
        "checkpoint-00000001.sig",
        "checkpoint-00000001.txt",
    ]


def test_openssl_verifies_a_checkpoint(two, anchors, now):
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    (public,) = anchors.keys.folder.glob("*.pub.*.pem")

    def verifies(text):
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin"]
        files = ["-in", text, "-sigfile", anchors.path(1, "sig")]
        return subprocess.run([*command, *files], capture_output=True, check=False)

    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    assert verifies(anchors.path(1)).returncode == 0
    changed = anchors.folder / "changed"
    changed.write_bytes(anchors.path(1).read_bytes().replace(b"chains: 2", b"chains: 3"))
    assert verifies(changed).returncode != 0


def test_the_database_and_the_companys_chain_tell_of_it(two, anchors, now):
    statement = make_checkpoint(by=ANNA, now=now, anchors=anchors).statement
    row = Anchor.objects.get()
    assert (row.number, row.at, row.chains, bytes(row.digest)) == (1, now, 2, statement.digest())
    assert row.place == str(anchors.path(1))
    entry = Entry.objects.get(customer_id=0, seq=1)
    assert (entry.kind, entry.actor) == ("ledger.checkpoint", "agent:3")
    assert fact_of(entry)["digest"] == statement.digest().hex()
    assert known_checkpoints() == {1: statement.digest()}
    assert last_checkpoint().number == 1
    assert last_checkpoint().held == 0


def test_verification_says_what_is_protected_and_what_came_after(two, anchors, now):
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    append(7, 2, now)
    append(9, 1, now)
    verified = verify(anchors=anchors)
    assert verified.sound
    assert (verified.last.number, verified.last_at, verified.unprotected) == (1, now, 4)  # with its own entry
    assert verified.sentences()[1:] == [
        "Checkpoint 1 of 2026-06-17 08:00 UTC protects 6 of them.",
        "4 entries came after it, unprotected until the next checkpoint.",
    ]


def test_each_checkpoint_names_the_one_before_and_extends_it(two, anchors, now):
    first = make_checkpoint(by=ANNA, now=now, anchors=anchors).statement
    append(7, 2, now)
    second = make_checkpoint(by=ANNA, now=now + HOUR, anchors=anchors).statement
    assert (second.number, second.previous, second.begins) == (2, first.digest(), "extends")
    assert (second.chains, second.entries) == (
        3,
        9,
    )  # with the company's chain, on which the first one stands
    assert verify(anchors=anchors).unprotected == 1


def test_the_same_ledger_makes_the_same_bytes(two, anchors, now, tmp_path):
    other = Anchors(tmp_path / "other", anchors.keys, anchors.desk)
    for each in (anchors, other):
        with pytest.raises(InterruptedError), transaction.atomic():
            make_checkpoint(by=ANNA, now=now, anchors=each)
            raise InterruptedError
    for ending in ("txt", "sig", "heads"):
        assert anchors.path(1, ending).read_bytes() == other.path(1, ending).read_bytes()


def test_a_checkpoint_whose_row_was_lost_in_a_crash_counts_and_is_followed(two, anchors, now):
    with pytest.raises(InterruptedError), transaction.atomic():
        make_checkpoint(by=ANNA, now=now, anchors=anchors)
        raise InterruptedError
    assert not Anchor.objects.exists()
    assert verify(anchors=anchors).last.number == 1
    assert make_checkpoint(by=ANNA, now=now, anchors=anchors).statement.number == 2
    assert verify(anchors=anchors).sound


def test_a_checkpoint_that_was_interrupted_leaves_nothing_that_counts(two, anchors, now):
    def claims():
        yield 7, next(claims_in(anchors.path(1, "heads")))[1]
        raise OSError(28, "No space left on device")

    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    with pytest.raises(OSError, match="No space left"):
        anchors.write(claims(), lambda *_: anchors.read(1))
    assert anchors.numbers() == [1]
    assert len(list(anchors.folder.iterdir())) == 3
    assert make_checkpoint(by=ANNA, now=now, anchors=anchors).statement.number == 2


def test_a_folder_that_cannot_be_written_to_is_named(two, anchors, now):
    anchors.folder.parent.joinpath("anchors").write_text("a file, not a folder")
    with pytest.raises(NowhereToWrite) as refused:
        make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert str(anchors.folder) in refused.value.sentence
    assert "KEPT_ANCHORS" in refused.value.remedy
    assert not Anchor.objects.exists()


# The folder is read with suspicion.


@pytest.fixture
def four(two, anchors, now):
    """Four checkpoints, an hour apart."""
    for hour in range(4):
        append(7, 1, now)
        make_checkpoint(by=ANNA, now=now + hour * HOUR, anchors=anchors)
    assert verify(anchors=anchors).sound


def rewrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize(("number", "last"), [(1, 4), (2, 4), (4, 3)])
def test_a_missing_checkpoint_is_noticed(four, anchors, number, last):
    anchors.path(number).unlink()
    verified = verify(anchors=anchors)
    assert verified.findings[0].sentence == f"Checkpoint {number} is missing from the folder."
    assert verified.last.number == last


def test_missing_checkpoints_in_a_row_are_told_of_together(four, anchors):
    for number in (2, 3):
        anchors.path(number).unlink()
    assert [f.sentence for f in verify(anchors=anchors).findings] == [
        "Checkpoints 2 to 3 are missing from the folder."
    ]


def test_checkpoints_that_are_gone_from_folder_and_table_still_stand_on_the_companys_chain(four, anchors):
    for number in (3, 4):
        anchors.path(number).unlink()
    change("DELETE FROM ledger_anchor WHERE number > 2")
    assert whats(anchors) == [("checkpoint_missing", 3)]


@pytest.mark.parametrize("number", [2, 4])
def test_an_edited_checkpoint_is_noticed(four, anchors, number):
    text = anchors.path(number).read_bytes()
    rewrite(anchors.path(number), text.replace(b"held: 0", b"held: 1"))
    verified = verify(anchors=anchors)
    assert verified.findings[0].sentence.startswith(
        f"Checkpoint {number} was changed: its signature does not fit"
    )
    assert verified.last.number == (4 if number == 2 else 3)


@pytest.mark.parametrize("text", [b"", b"kept ledger checkpoint, format 1\n", b"\xff", b"number: 4\n" * 9])
def test_a_file_that_is_no_checkpoint_is_noticed(four, anchors, text):
    rewrite(anchors.path(4), text)
    assert whats(anchors) == [("checkpoint_edited", 4)]


def test_a_checkpoint_in_the_place_of_another_is_noticed(four, anchors):
    for ending in ("txt", "sig", "heads"):
        rewrite(anchors.path(4, ending), anchors.path(2, ending).read_bytes())
    assert whats(anchors) == [("checkpoint_edited", 4)]


def test_an_edited_list_of_heads_is_noticed(four, anchors):
    heads = anchors.path(4, "heads").read_bytes()
    rewrite(anchors.path(4, "heads"), heads.replace(b"12 3 ", b"12 2 "))
    verified = verify(anchors=anchors)
    assert [finding.what for finding in verified.findings] == ["checkpoint_edited"]
    assert verified.last.number == 3


def test_lists_of_heads_of_earlier_checkpoints_may_be_thrown_away(four, anchors):
    for number in (1, 2, 3):
        anchors.path(number, "heads").unlink()
    assert verify(anchors=anchors).sound


def test_the_last_list_of_heads_may_not(four, anchors):
    anchors.path(4, "heads").unlink()
    assert whats(anchors) == [("checkpoint_missing", 4)]


def test_a_lost_signature_is_noticed(four, anchors):
    anchors.path(4, "sig").unlink()
    assert whats(anchors) == [("checkpoint_unsigned", 4)]


def test_a_checkpoint_signed_with_another_key_is_noticed(four, anchors, tmp_path):
    stranger = KeyRing(tmp_path / "strangers keys")
    forged = replace(anchors.read(4), held=0, key=stranger.current())
    rewrite(anchors.path(4), forged.text())
    rewrite(anchors.path(4, "sig"), stranger.sign(forged.text()).value)
    assert whats(anchors) == [("checkpoint_key", 4)]


def test_a_checkpoint_that_is_signed_again_with_other_content_breaks_the_row(four, anchors):
    """Somebody has the key, and changes the past: those who followed name another."""
    forged = replace(anchors.read(2), chains=99)
    rewrite(anchors.path(2), forged.text())
    rewrite(anchors.path(2, "sig"), anchors.keys.sign(forged.text()).value)
    sentences = [finding.sentence for finding in verify(anchors=anchors).findings]
    assert "Checkpoint 2 is not the one that checkpoint 3 follows." in sentences


def test_a_row_that_tells_of_another_checkpoint_is_noticed(four, anchors):
    change("UPDATE ledger_anchor SET digest = sha256(digest) WHERE number = 3")
    verified = verify(anchors=anchors)
    assert [finding.checkpoint for finding in verified.findings] == [3]
    assert "is not the one that the database tells of" in verified.findings[0].sentence


def test_checkpoints_of_another_desk_are_noticed(four, anchors):
    other = Anchors(anchors.folder, anchors.keys, "fedcba9876543210")
    assert {what for what, _ in whats(other)} == {"checkpoint_foreign"}


# Keys change.


def test_after_a_new_key_everything_is_still_verified(four, anchors, now):
    before = anchors.keys.current()
    after = anchors.keys.rotate()
    assert make_checkpoint(by=ANNA, now=now, anchors=anchors).statement.key == after != before
    fresh = Anchors(anchors.folder, KeyRing(anchors.keys.folder), anchors.desk)
    assert verify(anchors=fresh).sound
    assert verify(anchors=fresh).last.number == 5


def test_a_key_that_was_replaced_does_not_come_back(four, anchors, now):
    old = anchors.keys.private.read_bytes()
    anchors.keys.rotate()
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    anchors.keys.private.write_bytes(old)
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert [finding.sentence for finding in verify(anchors=anchors).findings] == [
        "Checkpoint 6 is signed with a key that had been replaced before."
    ]


# A new checkpoint never covers up what an earlier one says.


def test_without_the_checkpoint_before_none_is_made(four, anchors, now):
    anchors.path(4, "heads").unlink()
    with pytest.raises(CannotExtend) as refused:
        make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert "lost its list of heads" in refused.value.sentence
    assert "--afresh" in refused.value.remedy


def test_whoever_throws_away_folder_and_table_cannot_make_the_next_one_the_first(four, anchors, now):
    for path in anchors.folder.iterdir():
        path.unlink()
    change("DELETE FROM ledger_anchor")
    with pytest.raises(CannotExtend, match="Checkpoint 4 is missing"):
        make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert verify(anchors=anchors).findings[0].sentence == "Checkpoints 1 to 4 are missing from the folder."


def test_what_a_killed_maker_left_is_cleared_away(four, anchors, now):
    (anchors.folder / ".checkpoint-left").write_text("half a list")
    make_checkpoint(by=ANNA, now=now, anchors=anchors)
    assert not list(anchors.folder.glob(".*"))


def test_a_new_folder_without_the_old_files_is_refused(four, anchors, now, tmp_path):
    with pytest.raises(CannotExtend):
        make_checkpoint(by=ANNA, now=now, anchors=Anchors(tmp_path / "new", anchors.keys, anchors.desk))


def test_a_folder_that_the_database_does_not_agree_with_is_refused(four, anchors, now):
    change("UPDATE ledger_anchor SET digest = sha256(digest) WHERE number = 4")
    with pytest.raises(CannotExtend):
        make_checkpoint(by=ANNA, now=now, anchors=anchors)


def test_beginning_afresh_sets_the_earlier_ones_aside(four, anchors, now, tmp_path):
    new = Anchors(tmp_path / "new", anchors.keys, anchors.desk)
    statement = make_checkpoint(by=ANNA, now=now, anchors=new, afresh=True).statement
    assert (statement.number, statement.begins) == (5, "afresh")
    assert statement.previous == anchors.read(4).digest()
    append(7, 1, now)
    make_checkpoint(by=ANNA, now=now, anchors=new)
    verified = verify(anchors=new)
    assert verified.sound
    assert (verified.last.number, verified.checkpoints, verified.set_aside) == (6, 2, 0)


def test_beginning_afresh_in_the_same_folder_is_said(four, anchors, now):
    anchors.path(4, "heads").unlink()
    make_checkpoint(by=ANNA, now=now, anchors=anchors, afresh=True)
    verified = verify(anchors=anchors)
    assert verified.sound
    assert verified.sentences()[-1] == "4 earlier checkpoints were set aside when a later one began afresh."


# When one is due.


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
