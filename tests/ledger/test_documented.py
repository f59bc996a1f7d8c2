"""The examples in the documentation are what the code writes, byte for byte."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from kept.cases.facts import CaseOpened, CaseSettled
from kept.ledger.anchors import Anchors, Unsound
from kept.ledger.chain import GENESIS, body_of, link
from kept.ledger.keys import KeyRing
from kept.ledger.statement import AFRESH, NO_DIGEST, Statement, claims_in, line_of, parse
from kept.ledger.walk import Claim

DOCS = Path(__file__).parents[2] / "docs"
AT = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)


def blocks(page):
    """The labelled blocks of a page: label → text, with its last line feed."""
    return dict(
        re.findall(r"^```([a-z ]+)\n(.*?\n)```$", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)
    )


@pytest.fixture
def chain():
    """The example of the ledger's page: label → line."""
    (block,) = re.findall(
        r"^```\n(body 1.*?)```$", (DOCS / "algorithms/ledger.md").read_text(), re.DOTALL | re.MULTILINE
    )
    lines = block.splitlines()
    return dict(zip(lines[::2], lines[1::2], strict=True))


@pytest.fixture
def vector():
    return blocks("formats/checkpoint.md")


@pytest.fixture
def keys(vector, tmp_path):
    """A ring with the private key of the example."""
    ring = KeyRing(tmp_path / "keys")
    ring.folder.mkdir()
    ring.private.write_text(vector["private key"])
    ring.private.chmod(0o600)
    return ring


def test_the_example_of_a_chain_is_what_is_written(chain):
    opened = CaseOpened(case=12, reference="K7Q-3M9-E", brand=1, owner=None, team=1)
    settled = CaseSettled(case=12, cause="answered")
    later = AT.replace(minute=41, second=7, microsecond=250_000)
    first = body_of(opened, entry=512, customer=7, seq=1, actor="system:intake", case=12, at=AT)
    second = body_of(settled, entry=530, customer=7, seq=2, actor="agent:3", case=12, at=later)
    assert (first, second) == (chain["body 1"], chain["body 2"])
    assert link(GENESIS, first).hex() == chain["hash 1"]
    assert link(link(GENESIS, first), second).hex() == chain["hash 2"]


def test_a_hash_is_what_the_page_says(chain):
    before = bytes(32)
    for number in (1, 2):
        before = sha256(b"\x01" + before + chain[f"body {number}"].encode()).digest()
        assert before.hex() == chain[f"hash {number}"]


def test_the_example_of_a_checkpoint_is_what_is_written(vector, chain, keys, tmp_path):
    heads = [(7, Claim(2, bytes.fromhex(chain["hash 2"])))]
    assert b"".join(line_of(*head) for head in heads).decode() == vector["heads"]

    def state(chains, entries, digest):
        at = AT.replace(hour=9)
        return Statement(
            "0123456789abcdef", 1, at, NO_DIGEST, AFRESH, chains, entries, 0, digest, keys.current()
        )

    anchors = Anchors(tmp_path / "anchors", keys, "0123456789abcdef")
    statement = anchors.write(heads, state)
    assert anchors.path(1, "heads").read_text() == vector["heads"]
    assert anchors.path(1).read_text() == vector["statement"]
    assert anchors.path(1, "sig").read_bytes().hex() == vector["signature"].strip()
    assert statement.digest().hex() == vector["digest"].strip()
    (public,) = keys.folder.glob("*.pub.*.pem")
    assert public.read_text() == vector["public key"]
    assert public.name in (DOCS / "formats/checkpoint.md").read_text()


def test_the_example_of_a_checkpoint_is_read_and_believed(vector, tmp_path):
    folder, ring = tmp_path / "anchors", KeyRing(tmp_path / "keys")
    folder.mkdir()
    ring.folder.mkdir()
    (ring.folder / "ledger-ed25519.pub.a050837d85070582.pem").write_text(vector["public key"])
    anchors = Anchors(folder, ring, "0123456789abcdef")
    anchors.path(1).write_text(vector["statement"])
    anchors.path(1, "sig").write_bytes(bytes.fromhex(vector["signature"]))
    anchors.path(1, "heads").write_text(vector["heads"])
    statement = anchors.read(1)
    assert next(iter(claims_in(anchors.heads(statement))))[1].seq == 2
    anchors.path(1).write_text(vector["statement"].replace("entries: 2", "entries: 3"))
    with pytest.raises(Unsound):
        anchors.read(1)


def test_every_line_of_a_statement_is_documented_in_order(vector):
    page = (DOCS / "formats/checkpoint.md").read_text()
    names = [line.partition(": ")[0] for line in vector["statement"].splitlines()[1:]]
    places = [page.index(f"| `{name}:` |") for name in names]
    assert places == sorted(places)


def test_every_key_of_an_envelope_is_documented_in_order(chain):
    page = (DOCS / "algorithms/ledger.md").read_text()
    names = [*re.findall(r'"([a-z]+)":', chain["body 1"].partition('"fact"')[0]), "fact"]
    places = [page.index(f"| `{name}` |") for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number: 1", "number: 01"),
        ("number: 1", "number: 1 "),
        ("number: 1", "number: one"),
        ("begins: afresh", "begins: somehow"),
        ("09:00:00.000000Z", "09:00:00Z"),
        ("held: 0\n", ""),
        ("held: 0\n", "held: 0\nheld: 0\n"),
        ("format 1", "format 2"),
        ("heads: 4f", "heads: 4F"),
    ],
)
def test_a_statement_has_one_way_to_be_written(vector, old, new):
    assert parse(vector["statement"].encode()).number == 1
    assert old in vector["statement"]
    with pytest.raises(ValueError, match=r".*"):
        parse(vector["statement"].replace(old, new).encode())
