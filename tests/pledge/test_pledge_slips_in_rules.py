"""Slips in the rules of a pledge, each with the line and the remedy that are named."""

import pytest

from tests.pledge.slips import GOOD, problems

# What is added to the good text (from line 8 on) → the place, the problem, the remedy.
ADDED = [
    (
        "[answering]\nmail = 4",
        "Line 9, answering.mail:",
        "4 needs quotes.",
        'Write open time as minutes, hours or business days: "30m", "4h", "2d".',
    ),
    (
        '[answering]\nmail = "4 hours"',
        "Line 9, answering.mail:",
        '"4 hours" is not a span of open time.',
        'Write open time as minutes, hours or business days: "30m", "4h", "2d".',
    ),
    (
        '[answering]\nmail = "-4h"',
        "Line 9, answering.mail:",
        '"-4h" is not a span of open time.',
        'Write open time as minutes, hours or business days: "30m", "4h", "2d".',
    ),
    (
        '[answering]\nmail = "0m"',
        "Line 9, answering.mail:",
        "No time at all is not a span.",
        'Write open time as minutes, hours or business days: "30m", "4h", "2d".',
    ),
    (
        '[answering]\nmial = "4h"',
        "Line 9, answering.mial:",
        'There is no "mial" here.',
        'Did you mean "mail"?',
    ),
    (
        '[answring]\nmail = "4h"',
        "Line 8, answring:",
        'There is no "answring" here.',
        'Did you mean "answering"?',
    ),
    (
        '[answering]\nmail = "2h"\n[warning]\n\nmail = "2h"',
        "Line 12, warning.mail:",
        "The warning comes 2h before, but the time to answer is 2h.",
        "Make the warning shorter than 2h.",
    ),
    (
        '[warning]\nmail = "1d"',
        "Line 9, warning.mail:",
        '"1d" counts days.',
        'Write minutes or hours: "30m", "4h".',
    ),
    (
        '[acknowledgement]\nsend = "yes"',
        "Line 9, acknowledgement.send:",
        '"yes" is neither true nor false.',
        "Write true or false, without quotes.",
    ),
    (
        '[acknowledgement]\ntext = "{reference} {dew}"',
        "Line 9, acknowledgement.text:",
        "{dew} is not known here.",
        'Did you mean "due"? Known are {reference}, {due}, {brand}, {responsible}.',
    ),
    (
        '[acknowledgement]\ntext = "By {due}."',
        "Line 9, acknowledgement.text:",
        "{reference} is missing.",
        "Put it where it belongs: the customer needs it.",
    ),
    (
        '[acknowledgement]\ntext = "{due} {reference} }"',
        "Line 9, acknowledgement.text:",
        "A brace stands alone.",
        "Braces hold {reference}, {due}, {brand}, {responsible}; write a brace itself twice.",
    ),
    (
        '[acknowledgement]\nsubject = "a\\nBcc: b"',
        "Line 9, acknowledgement.subject:",
        "This is more than one line.",
        "Write it on one line.",
    ),
    (
        "[acknowledgement]\nper_minute = -1",
        "Line 9, acknowledgement.per_minute:",
        "-1 is out of range.",
        "Write a number from 0 to 100000.",
    ),
    (
        '[quiet_hours]\nfrom = "25:00"',
        "Line 9, quiet_hours.from:",
        '"25:00" is not a time of day.',
        'Write a time like "09:00"; midnight at the end of a day is "24:00".',
    ),
    (
        '[quiet_hours]\nfrom = "08:00"',
        "Line 8, quiet_hours.until:",
        "Quiet hours end as they begin.",
        "For no quiet hours, write channels = [].",
    ),
    (
        '[quiet_hours]\nchannels = ["call",\n  "calls"]',
        "Line 10, quiet_hours.channels[2]:",
        '"calls" is not a channel that can be silent.',
        'Did you mean "call"? Choose from: call, sms, chat, mail.',
    ),
    (
        "[contact_limits]\nper_day = 9",
        "Line 9, contact_limits.per_day:",
        "9 a day is more than 5 a week.",
        "Raise per_week, or lower per_day.",
    ),
    (
        '[[escalation]]\nat = "broken"\ntell = ["boss"]',
        "Line 10, escalation[1].tell[1]:",
        '"boss" is not somebody who can be told.',
        "Choose from: owner, lead, head.",
    ),
    (
        '[[escalation]]\nat = "broken"\ntell = []',
        "Line 10, escalation[1].tell:",
        "Nobody is told.",
        "Name at least one of: owner, lead, head.",
    ),
    (
        '[[escalation]]\ntell = ["lead"]',
        "Line 8, escalation[1].at:",
        "This is missing.",
        "Add at = … under [escalation[1]].",
    ),
    (
        '[escalation]\nat = "broken"',
        "Line 8, escalation:",
        "escalation is not a list of tables.",
        "Begin each of them with [[escalation]].",
    ),
    (
        '[proof]\nrefund = "seen"',
        "Line 9, proof.refund:",
        '"seen" is not a proof.',
        "Choose from: handed over, accepted, presumed, delivered, confirmed.",
    ),
    (
        '[proof]\nrefnud = "confirmed"',
        "Line 9, proof.refnud:",
        'There is no "refnud" here.',
        'Did you mean "refund"?',
    ),
    (
        '[proof]\nanswer = "presumed or second channel"',
        "Line 9, proof.answer:",
        '"presumed or second channel": a second channel proves no less than that.',
        'Write "presumed" alone.',
    ),
    (
        '[proof]\nsign_grace = "1h"',
        "Line 9, proof.sign_grace:",
        "A sign is waited for less long than a bounce.",
        "Make sign_grace at least as long as bounce_grace.",
    ),
    (
        '[ladder]\norder = ["phone"]',
        "Line 9, ladder.order[1]:",
        '"phone" is not a way to a customer.',
        "Choose from: same-mail-again, other-mail, sms, call, letter.",
    ),
    (
        '[ladder]\norder = ["call", "call"]',
        "Line 9, ladder.order[2]:",
        '"call" stands here twice.',
        "Name it once.",
    ),
    (
        '[settling]\nreopen_within = "90d"',
        "Line 9, settling.reopen_within:",
        "A case could still be reopened when a word on it already opens a new one.",
        "Make new_case_after at least as long as reopen_within.",
    ),
    (
        '[mail]\nlargest = "20"',
        "Line 9, mail.largest:",
        '"20" is not a size.',
        'Write it like "500KB" or "25MB".',
    ),
    (
        '[mail]\nfrom_name = "{brand}"',
        "Line 9, mail.from_name:",
        "{agent} is missing.",
        "Put it where it belongs: the customer needs it.",
    ),
]


@pytest.mark.parametrize(("added", "place", "problem", "remedy"), ADDED)
def test_a_slip_is_named_with_its_line_and_a_remedy(added: str, place: str, problem: str, remedy: str):
    assert problems(GOOD + added) == [f"{place} {problem} {remedy}".strip()]
