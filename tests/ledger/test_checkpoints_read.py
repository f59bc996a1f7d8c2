"""The folder of checkpoints is read with suspicion, and a new one never covers up what an earlier one says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kept.ledger.anchors import Anchors
from kept.ledger.checkpoint import (
    CannotExtend,
    make_checkpoint,
)
from kept.ledger.keys import KeyRing
from kept.ledger.verify import verify

from .chains import ANNA, append, change

HOUR = timedelta(hours=1)


def whats(anchors):
    return [(finding.what, finding.checkpoint) for finding in verify(anchors=anchors).findings]


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
