"""What a checkpoint says, as exact text: a short statement that is signed, and the list of heads that it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from kept.ledger.chain import stamp
from kept.ledger.walk import Claim

FIRST_LINE = "kept ledger checkpoint, format 1"
NO_DIGEST = bytes(32)

#: How a checkpoint stands to the one before it.
EXTENDS = "extends"  # every chain was followed from what the previous checkpoint claims of it
AFRESH = "afresh"  # every chain was followed from its beginning; what earlier checkpoints claim is set aside


@dataclass(frozen=True, slots=True)
class Statement:
    """One checkpoint: which heads, after which other checkpoint, signed with which key."""

    desk: str
    number: int
    at: datetime
    previous: bytes  # SHA-256 of the statement before it
    begins: str  # EXTENDS or AFRESH
    chains: int
    entries: int  # of all claims together
    held: int  # chains that were found broken: their claims stay where all was right
    heads: bytes  # SHA-256 of the file of heads
    key: str  # fingerprint

    def text(self) -> bytes:
        """The exact bytes that are signed."""
        lines = (
            FIRST_LINE,
            f"desk: {self.desk}",
            f"number: {self.number}",
            f"at: {stamp(self.at)}",
            f"previous: {self.previous.hex()}",
            f"begins: {self.begins}",
            f"chains: {self.chains}",
            f"entries: {self.entries}",
            f"held: {self.held}",
            f"heads: {self.heads.hex()}",
            f"key: {self.key}",
        )
        return "".join(f"{line}\n" for line in lines).encode()

    def digest(self) -> bytes:
        """What names this checkpoint: SHA-256 over its text."""
        return sha256(self.text()).digest()


def parse(text: bytes) -> Statement:
    """The statement again. Raises ValueError for anything that `Statement.text` would not have written."""
    lines = text.decode().split("\n")
    values = dict(line.partition(": ")[::2] for line in lines[1:])
    try:
        statement = Statement(
            desk=values["desk"],
            number=int(values["number"]),
            at=datetime.fromisoformat(values["at"]).astimezone(UTC),
            previous=bytes.fromhex(values["previous"]),
            begins=values["begins"],
            chains=int(values["chains"]),
            entries=int(values["entries"]),
            held=int(values["held"]),
            heads=bytes.fromhex(values["heads"]),
            key=values["key"],
        )
    except KeyError as missing:
        raise ValueError(f"no line for {missing}") from None
    if statement.text() != text or statement.begins not in (EXTENDS, AFRESH):
        raise ValueError("not as a checkpoint is written")
    return statement


def line_of(customer: int, claim: Claim) -> bytes:
    """One line of the file of heads: customer, number of the last entry, its hash."""
    return f"{customer} {claim.seq} {claim.digest.hex()}\n".encode()


def claims_in(heads: Path) -> Iterator[tuple[int, Claim]]:
    """The claims in a file of heads, in order of customer, line by line."""
    with heads.open("rb") as file:
        for line in file:
            customer, seq, digest = line.split()
            yield int(customer), Claim(int(seq), bytes.fromhex(digest.decode()))
