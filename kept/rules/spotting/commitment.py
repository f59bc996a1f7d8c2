"""A commitment as a language's grammar finds it, before its time and money are read."""

from __future__ import annotations

from dataclasses import dataclass

from kept.rules.promise import Kind


@dataclass(frozen=True, slots=True)
class Commitment:
    """Places are numbers of words in the sentence."""

    kind: Kind
    lo: int
    """Its first word, mostly the subject."""
    verb: int
    hi: int
    """After its last word."""
    floor: int
    """Words from here up to `lo` may hold its time: "By Friday you will have it"."""
    certain: bool
    dated: bool = True
    """False where it waits for an event, so that no time in it can be reckoned."""
