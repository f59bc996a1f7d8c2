"""Facts about our wording, on the company's chain. The words stand in the versions."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class WordingChanged:
    """A canned answer says this from now on; its first version makes it."""

    kind: ClassVar[str] = "wording.changed"
    answer: int
    version: int
    digest: bytes  # SHA-256 of its words


@dataclass(frozen=True, slots=True)
class WordingRetired:
    """A canned answer is not offered any more."""

    kind: ClassVar[str] = "wording.retired"
    answer: int


@dataclass(frozen=True, slots=True)
class SignatureChanged:
    """An agent signs for a brand in this way from now on."""

    kind: ClassVar[str] = "wording.signature"
    agent: int
    brand: int
    digest: bytes  # SHA-256 of the signature, of nothing when the pledge's counts again
