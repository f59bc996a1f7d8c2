"""Every reason, rung and verb that a person can meet stands in the pages that explain the rules."""

from pathlib import Path

import pytest

from kept.rules.guard import Code
from kept.rules.ladder import Way
from kept.rules.promise import Reach, State

PAGES = Path(__file__).parents[2] / "docs" / "algorithms"


def words(page: str) -> str:
    return (PAGES / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", list(Code))
def test_every_reason_of_the_guard_is_explained(code):
    assert f"| `{code}` |" in words("guard.md")


@pytest.mark.parametrize("way", [each for each in Way if each is not Way.MAIL])
def test_every_rung_of_the_ladder_is_explained(way):
    assert f"`{way}`" in words("ladder.md")


@pytest.mark.parametrize("named", [*State, *(reach.name.lower() for reach in Reach)])
def test_every_state_and_reach_is_explained(named):
    assert str(named).replace("_", " ") in words("life-of-a-promise.md")


@pytest.mark.parametrize("page", sorted(each.name for each in PAGES.glob("*.md")))
def test_the_pages_name_code_that_exists(page):
    root = PAGES.parents[1]
    named = [word.strip("`.,:;()") for word in words(page).split()]
    for path in (each for each in named if each.startswith(("kept/", "tests/"))):
        assert (root / path).exists(), path
