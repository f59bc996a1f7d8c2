"""The ladder: what is tried next when a way to the customer fails."""

from kept.rules.ladder.facts import Clue, Health, LadderFacts, Point, Result, Step, Tried, Way
from kept.rules.ladder.next_way import next_way

__all__ = ["Clue", "Health", "LadderFacts", "Point", "Result", "Step", "Tried", "Way", "next_way"]
