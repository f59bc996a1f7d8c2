"""`kept people`: what the pages do, for scripts; every document as its page says."""

from datetime import datetime, timedelta

import pytest

from tests.cli.conftest import Kept
from tests.making import Desk, take

JONAS, INES = "jonas@kept.test", "ines@kept.test"


def test_places_knowledge_and_hours_are_told_as_they_were_set(desk: Desk, kept: Kept):
    kept.json("people", "brands", JONAS, "--brand", "main", "--as", INES)
    kept.json("people", "knows", JONAS, "--language", "de", "--skill", "Invoices")
    told = kept.json(
        "people", "hours", JONAS, "--day", "monday=09:00-12:30,13:30-17:00", "--zone", "Europe/Berlin"
    )
    assert told["brands"] == ["main"] and not told["all_brands"]
    assert (told["languages"], told["skills"]) == (["de"], ["Invoices"])
    assert (told["zone"], told["hours"]) == ("Europe/Berlin", {"monday": ["09:00-12:30", "13:30-17:00"]})
    assert kept.json("people", "hours", JONAS)["hours"] == {}
    assert kept.json("people", "brands", JONAS)["all_brands"]
    assert {one["email"] for one in kept.json("people", "list")} == {INES, JONAS}


def test_slips_are_refused_with_what_to_write(desk: Desk, kept: Kept):
    for words, code in (
        (("hours", JONAS, "--day", "monday=9 to 5"), "bad_hours"),
        (("knows", JONAS, "--language", "klingon"), "bad_language"),
        (("away", JONAS, "--from", "tomorrow"), "bad_time"),
        (("back", JONAS), "not_away"),
        (("leave", INES), "last_admin"),
        (("leave", JONAS, "--to", JONAS), "cannot_own"),
    ):
        assert kept.refusal("people", *words) == code, words


def test_a_team_is_formed_and_told(desk: Desk, kept: Kept):
    made = kept.json("people", "team", "Repairs", "--lead", INES, "--member", JONAS, "--brand", "main")
    assert made == {"team": "Repairs", "lead": INES, "brand": "main", "members": [INES, JONAS]}
    assert made in kept.json("people", "teams")


def test_who_is_away_is_told_and_who_leaves_leaves_nothing(desk: Desk, kept: Kept, now: datetime):
    receipt = take(desk, at=now)
    kept.at = now
    kept.json("assign", receipt.reference, "--to", JONAS, "--as", INES)
    gone = kept.json("people", "away", JONAS, "--until", "2026-06-20 09:00", "--stand-in", INES)
    assert gone["stand_in"] == INES and gone["ends"] == "2026-06-20T08:00:00Z"  # London's time
    assert kept.json("owed")[0]["owner"] == "Ines Valadão"
    kept.at = now + timedelta(minutes=5)
    assert kept.json("people", "back", JONAS)["ends"].startswith("2026-06-17T08:05")
    assert kept.json("owed")[0]["owner"] == "Jonas Weil"
    left = kept.json("people", "leave", JONAS, "--to", INES)
    assert left == {"email": JONAS, "to": INES, "cases": 1, "promises": 1}
    assert kept.json("owed")[0]["owner"] == "Ines Valadão"


def test_who_fits_a_case_is_told_with_the_reasons(desk: Desk, kept: Kept, now: datetime):
    receipt = take(desk, at=now)
    kept.at = now
    best, *_rest = kept.json("people", "fits", receipt.reference)
    assert best["place"] == 1 and "is at work now" in best["reasons"]


@pytest.mark.parametrize("revoked", [True, False])
def test_a_link_opens_until_it_is_revoked(desk: Desk, kept: Kept, revoked: bool):
    from kept.staff.first_link import LinkSpent, look

    token = kept.json("people", "invite", JONAS)["link"].rpartition("/")[2]
    if not revoked:
        assert look(token, now=kept.at).agent == desk.jonas
        return
    assert kept.json("people", "revoke", JONAS)["invitation"] == "revoked"
    with pytest.raises(LinkSpent):
        look(token, now=kept.at)
