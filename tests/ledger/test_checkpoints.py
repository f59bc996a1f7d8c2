"""Making signed checkpoints outside the database: what they hold, how they follow each other."""

import shutil
import subprocess
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction

from kept.ledger.anchors import Anchors
from kept.ledger.checkpoint import (
    NowhereToWrite,
    make_checkpoint,
)
from kept.ledger.models import Anchor, Entry
from kept.ledger.queries import fact_of, known_checkpoints, last_checkpoint
from kept.ledger.statement import claims_in, parse
from kept.ledger.verify import verify

from .chains import ANNA, append

HOUR = timedelta(hours=1)


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
