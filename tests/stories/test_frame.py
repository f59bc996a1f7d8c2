"""The frame of stories: failing aloud, and a clock that moves only where it may."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from kept import clock
from kept.operations.stories import offset
from kept.operations.stories.frame import Fact, Step, StoryStops
from kept.operations.stories.play import _step


def stops(stage):
    yield Fact("The first thing holds.", True)
    raise StoryStops("Nobody came.")


def fails(stage):
    yield Fact("The first thing holds.", True)
    yield Fact("The second does not.", stage["nothing"])


def test_a_step_that_cannot_be_played_says_why_and_what_held_before():
    facts, why = _step(None, Step("Somebody comes.", stops))
    assert [fact.sentence for fact in facts] == ["The first thing holds."]
    assert why == "Nobody came."


def test_a_mistake_in_a_step_is_told_with_its_place():
    facts, why = _step({}, Step("Somebody comes.", fails))
    assert len(facts) == 1
    assert why.startswith("KeyError: 'nothing' (test_frame.py:")


@pytest.fixture
def moved(db):
    """A session whose database says that its clock is an hour ahead."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {offset.SETTING} = '3600'")
    yield
    clock.move_to(timedelta(0))
    with connection.cursor() as cursor:
        cursor.execute(f"RESET {offset.SETTING}")


def test_a_home_that_is_no_storys_refuses_a_moved_clock(moved, tmp_path):
    with pytest.raises(offset.ClockMoved):
        offset.take(tmp_path)
    assert clock.offset() == timedelta(0)


def test_a_storys_home_takes_it(moved, tmp_path):
    offset.mark(tmp_path, "no-answer")
    assert offset.take(tmp_path) == timedelta(hours=1)
    assert clock.offset() == timedelta(hours=1)


def test_a_database_without_an_offset_moves_nothing(db, tmp_path):
    assert offset.take(tmp_path) == timedelta(0)


def test_stories_are_listed_and_an_unknown_one_is_named():
    listed = subprocess.run(
        [sys.executable, "-m", "kept", "story", "--list"], capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0 and "lost-confirmation" in listed.stdout
    unknown = subprocess.run(
        [sys.executable, "-m", "kept", "story", "early-bird"], capture_output=True, text=True, check=False
    )
    assert unknown.returncode == 1 and "There is no story early-bird." in unknown.stderr
