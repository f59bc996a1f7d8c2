"""The guard: asked before any outbound contact; allows, warns or stops, always with reasons."""

from kept.rules.guard.decide import decide
from kept.rules.guard.facts import (
    Acknowledging,
    Bill,
    Code,
    ContactLimit,
    Decision,
    GuardFacts,
    Purpose,
    QuietHours,
    Reason,
    Verdict,
    Wish,
)

__all__ = [
    "Acknowledging",
    "Bill",
    "Code",
    "ContactLimit",
    "Decision",
    "GuardFacts",
    "Purpose",
    "QuietHours",
    "Reason",
    "Verdict",
    "Wish",
    "decide",
]
