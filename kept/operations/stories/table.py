"""The table of stories."""

from kept.operations.stories.frame import Story
from kept.operations.stories.lost_confirmation import LOST_CONFIRMATION
from kept.operations.stories.no_answer import NO_ANSWER
from kept.operations.stories.two_machines import TWO_MACHINES

STORIES: dict[str, Story] = {story.name: story for story in (LOST_CONFIRMATION, NO_ANSWER, TWO_MACHINES)}
