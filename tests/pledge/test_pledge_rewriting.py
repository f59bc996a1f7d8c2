"""Single texts of a pledge's file change, and nothing else in it does."""

import pytest

from kept.pledge.rewriting import CannotRewrite, with_texts
from kept.pledge.schema import default_text, read_pledge


def test_a_text_changes_and_its_comment_and_all_other_lines_stay():
    before = default_text()
    after = with_texts(before, {("company", "name"): 'Fell & "Stone"', ("company", "zone"): "Europe/Berlin"})
    changed = [
        (old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new
    ]
    assert [new for _, new in changed] == [
        'name = "Fell & \\"Stone\\""',
        'zone = "Europe/Berlin"        # the time zone of the hours below',
    ]
    assert read_pledge(after).company == 'Fell & "Stone"'


def test_what_is_already_so_is_left_alone_and_what_is_missing_joins_its_table():
    text = '[company]\nname = "A"\nzone = "UTC"\n'
    assert with_texts(text, {("company", "name"): "A"}) == text
    added = with_texts("[company]\nzone = 'UTC'\n", {("company", "name"): "B"})
    assert added == "[company]\nname = \"B\"\nzone = 'UTC'\n"


@pytest.mark.parametrize(
    "text", ['[company]\nname = """\nA\n"""\n', 'company = { name = "A" }\n', "[hours]\nmonday = []\n"]
)
def test_what_is_written_in_another_way_is_left_to_a_person(text: str):
    with pytest.raises(CannotRewrite, match=r"company\.name"):
        with_texts(text, {("company", "name"): "B"})
