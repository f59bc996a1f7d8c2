"""What spotting gives back: the words that commit us, and the promise that they would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kept.rules.promise import Kind


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, pence) of a currency by its ISO 4217 code."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return f"{self.minor // 100}.{self.minor % 100:02d} {self.currency}"


@dataclass(frozen=True, slots=True)
class Spotted:
    """One commitment in a text; `text[start:end] == words`."""

    kind: Kind
    start: int
    end: int
    words: str
    due_at: datetime | None
    """The instant (UTC) until which it holds; None where the words name no moment."""
    amount: Money | None
    certain: bool
    """False where the form leaves a doubt: offer it, but do not insist."""
