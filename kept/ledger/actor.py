"""Who did it: every entry and every write names one."""

from dataclasses import dataclass
from typing import Self

KINDS = ("agent", "customer", "partner", "system", "import")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts. On the ledger it is the plain value `kind:id`, never a name."""

    kind: str
    id: str
    name: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.id or ":" in self.id:
            raise ValueError(f"not an actor: {self.kind}:{self.id}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def system(cls, part: str) -> Self:
        """A part of the product itself: clock, intake, sender."""
        return cls("system", part, f"Kept ({part})")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The actor of an entry again; ValueError when it is none."""
        kind, _, identity = text.partition(":")
        return cls(kind, identity)


CLOCK = Actor.system("clock")
INTAKE = Actor.system("intake")
SENDER = Actor.system("sender")
SETUP = Actor.system("setup")
