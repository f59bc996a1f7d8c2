"""Threading: which case a contact belongs to, and whether its sender may be believed part of it."""

from kept.rules.matching.facts import CandidateCase, KnownMessage, MatchFacts, Placement, Trace, Where
from kept.rules.matching.place import place

__all__ = ["CandidateCase", "KnownMessage", "MatchFacts", "Placement", "Trace", "Where", "place"]
