"""What happened to real customers ends well, played by the real command through the real entrances."""

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from kept.operations.stories.table import STORIES


@cache
def told(name: str) -> dict[str, Any]:
    """A story by its command, in an environment as a stranger may have it."""
    played = subprocess.run(
        [sys.executable, "-m", "kept", "story", name, "--json"],
        env={
            **os.environ,
            "KEPT_HOME": "/nowhere/at/all",
            "KEPT_PORT": "no port",
            "DATABASE_URL": "nonsense",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.stdout, played.stderr
    return {**json.loads(played.stdout), "status": played.returncode}


def facts(name: str) -> dict[str, bool]:
    return {fact["sentence"]: fact["holds"] for step in told(name)["steps"] for fact in step["facts"]}


@pytest.mark.parametrize("name", STORIES)
def test_every_story_ends_well(name):
    story = told(name)
    failed = [
        (step["sentence"], fact) for step in story["steps"] for fact in step["facts"] if not fact["holds"]
    ]
    assert not failed
    assert (story["verdict"], story["why"], story["status"]) == ("ended well", "", 0)
    assert [step["sentence"] for step in story["steps"]] == [step.sentence for step in STORIES[name].steps]
    times = [step["at"] for step in story["steps"]]
    assert times == sorted(times) and times[0].startswith("2026-06-16")


def test_the_lost_confirmation_is_noticed_and_another_way_is_found():
    told_facts = facts("lost-confirmation")
    assert told_facts["The desk says so within seconds, in plain words."]
    assert told_facts["The same words were sent to her second address by themselves."]
    assert told_facts["Nobody but her was written to."]
    assert told_facts["The promise is kept, in time, and her reply confirms it."]
    shown = [[each["text"] for each in step["owed"]] for step in told("lost-confirmation")["steps"]]
    assert "Find another way to reach Tamsin Okafor" in shown[4]
    assert shown[-1] == []


def test_a_promise_that_nobody_keeps_breaks_by_itself():
    told_facts = facts("no-answer")
    assert told_facts["It is broken since exactly its due time, and still owed."]
    assert told_facts["Ruth has been told."]
    assert told_facts["It counts as kept late, and its breaking is not forgotten."]


def test_two_machines_stop_after_the_first_round():
    assert facts("two-machines")["Five more times, and still one mail of ours."]
