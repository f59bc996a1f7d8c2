"""Slips in brands, hours and holidays, each with the line and the remedy that are named."""

import pytest

from tests.pledge.slips import GOOD, problems

# What is added to the good text (from line 8 on) → the place, the problem, the remedy.
ADDED = [
    (
        '[holidays]\ncountry = "UK1"',
        "Line 9, holidays.country:",
        '"UK1" is not a country whose holidays are known.',
        'Write its two letters, like "GB" or "DE"; "" for none.',
    ),
    (
        '[holidays]\ncountry = "DE"\nregion = "BYY"',
        "Line 10, holidays.region:",
        '"BYY" is not a part of DE that has holidays of its own.',
        'Did you mean "BY"? ',
    ),
    (
        '[holidays]\nclosed = [2026-12-24,\n"24.12."]',
        "Line 10, holidays.closed[2]:",
        '"24.12." is not a day.',
        'Write a date (2026-12-24), a day of every year ("12-24") or a stretch ("2026-07-27..2026-08-07").',
    ),
    (
        '[holidays]\nclosed = ["2026-08-07..2026-07-27"]',
        "Line 9, holidays.closed[1]:",
        '"2026-08-07..2026-07-27" ends before it begins.',
        'Write a date (2026-12-24), a day of every year ("12-24") or a stretch ("2026-07-27..2026-08-07").',
    ),
    (
        '[brands.two]\naddress = "HELLO@boots.example"',
        "Line 9, brands.two.address:",
        "hello@boots.example belongs to the brand boots already.",
        "Give each address to one brand only.",
    ),
    (
        '[brands.two]\naddress = "two@boots.example"\naccepts = ["*@b.example",\n"hello@boots.example"]',
        "Line 11, brands.two.accepts[2]:",
        "hello@boots.example belongs to the brand boots already.",
        "Give each address to one brand only.",
    ),
    (
        '[brands.two]\naddress = "two.example"',
        "Line 9, brands.two.address:",
        '"two.example" is not a mail address.',
        'Write it like "support@example.com".',
    ),
    (
        '[brands.two]\naddress = "a+b@two.example"',
        "Line 9, brands.two.address:",
        '"a+b@two.example" has a plus in it.',
        "Leave out the plus and what follows; it is understood.",
    ),
    (
        '[brands."Two!"]\naddress = "a@two.example"',
        "Line 8, brands.Two!:",
        '"Two!" cannot name a brand.',
        "Use small letters, digits and hyphens, a letter first.",
    ),
    (
        '[brands.two]\naddress = "a@two.example"\nzone = "Europe/Wien"',
        "Line 10, brands.two.zone:",
        '"Europe/Wien" is not a time zone.',
        'Did you mean "Europe/Vienna"? ',
    ),
    (
        '[brands.two]\naddress = "a@two.example"\naccent = "red"',
        "Line 10, brands.two.accent:",
        '"red" is not a colour.',
        'Write it like "#2444ae".',
    ),
    (
        '[brands.two]\naddress = "a@two.example"\n[brands.two.acknowledgement]\nper_minute = 3',
        "Line 11, brands.two.acknowledgement.per_minute:",
        'There is no "per_minute" here.',
        "Known here: send, per_address, subject, text.",
    ),
    (
        '[brands.two]\naddress = "a@two.example"\nlanguages = ["English"]',
        "Line 10, brands.two.languages[1]:",
        '"English" is not a language.',
        'Write its code, like "en" or "de".',
    ),
    (
        '[brands.two]\naddress = "a@two.example"\n[brands.two.hours]\nmonday = []',
        "Line 10, brands.two.hours:",
        "The brand two has no hours: nobody would ever answer.",
        'Add hours, like monday = ["09:00-17:00"].',
    ),
    (
        '[brands.two]\naddress = "a@two.example"\nsignature = "\\u0000"',
        "Line 10, brands.two.signature:",
        "There is a control character in this text.",
        "Take it out; it cannot be shown.",
    ),
]


@pytest.mark.parametrize(("added", "place", "problem", "remedy"), ADDED)
def test_a_slip_is_named_with_its_line_and_a_remedy(added: str, place: str, problem: str, remedy: str):
    assert problems(GOOD + added) == [f"{place} {problem} {remedy}".strip()]


# What stands in place of the hours (line 5) → the place, the problem, the remedy.
HOURS = [
    (
        'monday = ["09:00-12:30", "12:00-18:00"]',
        "Line 5, hours.monday:",
        "Two shifts on Monday overlap.",
        "Let the first close before the next opens.",
    ),
    (
        'monday = ["22:00-02:00"]\ntuesday = ["01:00-05:00"]',
        "Line 6, hours.tuesday:",
        "Shifts of Monday and Tuesday overlap.",
        "Let the first close before the next opens.",
    ),
    (
        'monday = ["06:00-10:00"]\nsunday = ["22:00-07:00"]',
        "Line 5, hours.monday:",
        "Shifts of Sunday and Monday overlap.",
        "Let the first close before the next opens.",
    ),
    (
        'monday = ["09:00"]',
        "Line 5, hours.monday[1]:",
        '"09:00" has no opening and closing time.',
        'Write opening and closing like "09:00-12:30".',
    ),
    (
        'monday = ["09:00-25:00"]',
        "Line 5, hours.monday[1]:",
        'In "09:00-25:00", "25:00" is not a time of day.',
        'Write opening and closing like "09:00-12:30".',
    ),
    (
        'monday = ["09:00-09:00"]',
        "Line 5, hours.monday[1]:",
        '"09:00-09:00" is no shift.',
        "A shift cannot open and close at the same time; a whole day is 00:00 to 24:00.",
    ),
    (
        'monday = "09:00-17:00"',
        "Line 5, hours.monday:",
        '"09:00-17:00" is not a list.',
        'Put it in brackets: ["09:00-17:00"].',
    ),
    (
        'montag = ["09:00-17:00"]',
        "Line 5, hours.montag:",
        'There is no "montag" here.',
        'Did you mean "monday"?',
    ),
]


@pytest.mark.parametrize(("hours", "place", "problem", "remedy"), HOURS)
def test_a_slip_in_the_hours_is_named_with_its_line(hours: str, place: str, problem: str, remedy: str):
    found = problems(GOOD.replace('monday = ["09:00-12:30", "13:30-18:00"]', hours))
    assert f"{place} {problem} {remedy}" in found


def test_shifts_that_only_touch_do_not_overlap():
    hours = 'monday = ["00:00-12:00", "12:00-24:00"]\ntuesday = ["00:00-24:00"]\nsunday = ["20:00-24:00"]'
    assert problems(GOOD.replace('monday = ["09:00-12:30", "13:30-18:00"]', hours)) == []
