"""Facts about the pledge, on the company's own chain."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PledgeAccepted:
    """A version became the one in force. The digest is the SHA-256 of its exact text."""

    kind: ClassVar[str] = "pledge.accepted"
    version: int
    number: int
    digest: bytes
