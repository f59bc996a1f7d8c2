"""Every slip in a pledge is named with its line and a remedy, and all of them at once."""

import pytest

from kept.pledge.schema import PledgeErrors, default_text, read_pledge
from tests.pledge.slips import GOOD, problems


def test_the_text_that_the_slips_are_made_in_is_good_itself():
    assert problems(GOOD) == []


def test_a_brand_without_any_hours_is_refused():
    text = GOOD.replace('[hours]\nmonday = ["09:00-12:30", "13:30-18:00"]\n', "")
    assert problems(text) == [
        "Line 4, brands.boots.hours: The brand boots has no hours: nobody would ever answer. "
        'Add hours, like monday = ["09:00-17:00"].'
    ]


def test_what_must_be_said_is_asked_for_on_the_line_of_its_table():
    assert problems(GOOD.replace('name = "Boots & Co"\n', "")) == [
        "Line 1, company.name: This is missing. Add name = … under [company]."
    ]


def test_an_unknown_zone_suggests_the_one_that_was_meant():
    assert problems(GOOD.replace("Europe/Vienna", "Europe/Viena")) == [
        'Line 3, company.zone: "Europe/Viena" is not a time zone. Did you mean "Europe/Vienna"?'
    ]


def test_all_problems_are_named_at_once_in_the_order_of_the_lines():
    text = GOOD.replace("Vienna", "Viena") + '[mail]\nundo = 10\n[flood]\ncontacts_per_hour = "many"\n'
    found = problems(text)
    assert [line.split(":")[0] for line in found] == [
        "Line 3, company.zone",
        "Line 9, mail.undo",
        "Line 11, flood.contacts_per_hour",
    ]


def test_one_slip_does_not_bring_forth_others():
    # The time to answer cannot be read, so that its warning is not judged by it.
    assert len(problems(GOOD + '[answering]\nmail = "x"\n[warning]\nmail = "3h"')) == 1


SYNTAX = [
    ("[company]\nname = Boots\n", 2, "Put the text in quotes"),
    ('[company]\nname = "Boots\nzone = "UTC"\n', 2, "Text stands in quotes"),
    ('[company]\nname = "a"\nname = "b"\n', 3, "each key on a line of its own"),
    ("[company\n", 1, "lists in brackets"),
    ('[hours]\nmonday = ["9-17"', 2, "lists in brackets"),
]


@pytest.mark.parametrize(("text", "line", "remedy"), SYNTAX)
def test_a_text_that_is_not_toml_is_refused_with_its_line(text: str, line: int, remedy: str):
    with pytest.raises(PledgeErrors) as refused:
        read_pledge(text)
    (error,) = refused.value.errors
    assert error.line == line
    assert remedy in error.remedy


def test_nonsense_of_any_type_is_refused_and_never_crashes():
    tables = ["company", "hours", "holidays", "brands", "answering", "acknowledgement", "escalation", "mail"]
    for table in tables:
        for nonsense in ('"x"', "3", "[]", "[1]", "[{}]", "true", "2026-01-01", "{ x = 1 }", "{}"):
            read = problems(f"{table} = {nonsense}\n{GOOD.replace(f'[{table}', '[[elsewhere')}")
            assert read or nonsense in ("[]", "{}")


def test_every_single_value_of_the_default_is_checked():
    """Each value of the default pledge, replaced by one of a wrong type, is refused on its own line."""
    lines = default_text().splitlines()
    unchecked = []
    for n, line in enumerate(lines):
        key, equals, value = line.partition(" = ")
        if not equals or line.startswith("#") or '"""' in value:
            continue
        text = "\n".join([*lines[:n], f"{key} = 12.5", *lines[n + 1 :]])
        if not any(found.startswith(f"Line {n + 1}, ") for found in problems(text)):
            unchecked.append(line)
    assert unchecked == []
