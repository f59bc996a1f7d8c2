"""Playing a story, in a process of its own: one line of JSON on standard output for each step, and one at the end."""

import json
import os
import sys
import traceback
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

from kept.operations.serve.orphan import die_with_parent
from kept.operations.stories.desk import open_story_desk
from kept.operations.stories.frame import Fact, Step, Story, StoryStops
from kept.operations.stories.table import STORIES
from kept.refusal import Refusal


def main() -> int:
    """Play the story that the first argument names in the home that KEPT_HOME names; 0 when it ended well."""
    die_with_parent()
    story, home = STORIES[sys.argv[1]], Path(os.environ["KEPT_HOME"])
    from kept.operations.stories.world import World

    world = World()
    relay_port = world.start()
    try:
        with open_story_desk(story, home, relay_port) as smtp_port:
            return _play(story, home, world, smtp_port)
    finally:
        world.stop()


def _play(story: Story, home: Path, world: Any, smtp_port: int) -> int:
    from kept.operations.postgres import Server
    from kept.operations.stories.stage import Stage

    stage = Stage(world, smtp_port, Server(home).urls().admin)
    for step in story.steps:
        facts, why = _step(stage, step)
        owed = [] if why else stage.owed()
        _say(
            sentence=step.sentence,
            at=stage.now.astimezone(UTC).isoformat(timespec="seconds"),
            facts=[asdict(fact) for fact in facts],
            owed=[
                {key: each[key] for key in ("text", "customer", "owner", "due", "broken")} for each in owed
            ],
        )
        failed = [fact.sentence for fact in facts if not fact.holds]
        if why or failed:
            _say(verdict="failed", why=why or f"This does not hold: {' '.join(failed)}")
            return 1
    _say(verdict="ended well", why="")
    return 0


def _step(stage: Any, step: Step) -> tuple[list[Fact], str]:
    """The facts of a step, and why it could not be played to its end ("" when it could)."""
    facts: list[Fact] = []
    try:
        facts.extend(step.act(stage))  # what was seen before a mistake stays
    except (StoryStops, Refusal) as stops:
        return facts, str(stops)
    except Exception as mistake:  # A story that fails says why, whatever went wrong in it.
        return facts, f"{type(mistake).__name__}: {mistake} ({_place(mistake)})"
    return facts, ""


def _place(mistake: Exception) -> str:
    """Where it happened: the last line of the story, and the last line of all."""
    frames = traceback.extract_tb(mistake.__traceback__)
    told = [frame for frame in frames if Path(frame.filename).parent.name == "stories"] or frames
    places = dict.fromkeys(f"{Path(each.filename).name}:{each.lineno}" for each in (told[-1], frames[-1]))
    return ", ".join(places)


def _say(**words: Any) -> None:
    sys.__stdout__.write(json.dumps(words, ensure_ascii=False) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main())
