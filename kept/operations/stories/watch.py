"""Watching a story: it is played by a child process in a home of its own, which is gone afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kept.operations.postgres import throw_away_home
from kept.operations.stories.frame import Story

ENDED_WELL = "ended well"
#: The end of the child's log that says why it ended by a mistake: characters.
TAIL = 1500


@dataclass(frozen=True, slots=True)
class Told:
    """A story after it was played. `steps` as the child told them: sentence, at, facts, owed."""

    story: str
    verdict: str
    why: str
    steps: list[dict[str, Any]]

    @property
    def well(self) -> bool:
        return self.verdict == ENDED_WELL


def watch(story: Story, *, each: Callable[[dict[str, Any]], None] = lambda step: None) -> Told:
    """Play a story to its end; `each` is told every step as soon as it has been played."""
    steps: list[dict[str, Any]] = []
    end = {"verdict": "failed", "why": ""}
    with throw_away_home("kept-story-") as home, (home / "play.log").open("w+b") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "kept.operations.stories.play", story.name],
            env=_environment(os.environ, home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        try:
            assert child.stdout is not None
            for line in child.stdout:
                told = json.loads(line)
                if "verdict" in told:
                    end = told
                else:
                    steps.append(told)
                    each(told)
            child.wait()
        finally:
            child.kill()  # when we are interrupted; an ended one does not mind
            child.wait()
        log.seek(0)
        why = end["why"] if end["verdict"] == ENDED_WELL or end["why"] else _tail(log.read())
    return Told(story.name, end["verdict"], why, steps)


def _environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Nothing of the desk that this machine may have: only where the programs are, and the story's own home."""
    ours = {name for name in environ if name.startswith("KEPT_")} | {"DATABASE_URL", "DATABASE_OWNER_URL"}
    kept = {name: value for name, value in environ.items() if name not in ours or name == "KEPT_PG_USER"}
    return {**kept, "KEPT_HOME": str(home)}


def _tail(log: bytes) -> str:
    return log.decode(errors="replace").strip()[-TAIL:] or "It ended without a word."
