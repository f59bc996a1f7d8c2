"""Spotting: which words of an answer commit us, as what, until when and with how much money."""

from kept.rules.spotting.spot import spot
from kept.rules.spotting.spotted import Money, Spotted

__all__ = ["Money", "Spotted", "spot"]
