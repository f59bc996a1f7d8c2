"""What a story is made of: steps, each a sentence and what is done for it, and the facts that must hold after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kept.operations.stories.stage import Stage


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that must be so after a step. `seen`: what is there, for who wonders why it does not hold."""

    sentence: str
    holds: bool
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, as a sentence, and the act that makes it happen and looks what became of it."""

    sentence: str
    act: "Callable[[Stage], Iterable[Fact]]"


@dataclass(frozen=True, slots=True)
class Story:
    """A story under its name. It ends well when every fact of every step holds."""

    name: str
    title: str
    told: str  # what it is about, in a sentence or two
    steps: tuple[Step, ...]
    acknowledges: bool = True  # whether the pledge sends acknowledgements


class StoryStops(Exception):
    """A step could not be played; the sentence says why."""
