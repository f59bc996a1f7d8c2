"""The desk in German: times, refusals and what it promised by itself are said in the reader's language."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from kept.faces.components import times
from kept.faces.desk.read.figure_lines import per_cent
from kept.refusal import NotFound, Refusal
from tests.desk.scene import Scene

NOW = datetime(2026, 6, 17, 13, 50, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def german():
    with translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-1, "14:50"),
        (-24, "gestern 15:50"),
        (24, "morgen 15:50"),
        (48, "Fr 15:50"),
        (-24 * 14, "3. Juni, 15:50"),
        (-24 * 365, "17. Juni 2025, 15:50"),
    ],
)
def test_moments(german, hours, words):
    assert times.moment(NOW + timedelta(hours=hours), NOW, BERLIN) == words


def test_what_is_left_and_what_is_late(german):
    assert times.left(NOW + timedelta(minutes=100), NOW, BERLIN) == "1 h 40"
    assert times.left(NOW + timedelta(days=2), NOW, BERLIN) == "Fr"
    assert times.left_long(NOW + timedelta(minutes=40), NOW, BERLIN) == "in 40 Minuten"
    assert times.left_long(NOW + timedelta(minutes=1), NOW, BERLIN) == "in 1 Minute"
    assert times.late(NOW - timedelta(minutes=18), NOW) == "seit 18 min"
    assert times.late(NOW - timedelta(days=3), NOW) == "seit 3 Tagen"
    assert [times.count(number) for number in (0, 1, 12, 13)] == ["Keine", "Eine", "Zwölf", "13"]


def test_days_and_figures(german):
    assert times.heading(NOW, NOW, BERLIN) == "Heute, Mittwoch, 17. Juni"
    assert times.exact(NOW, BERLIN) == "Mittwoch, 17. Juni 2026, 15:50 CEST"
    assert times.day(NOW + timedelta(days=30), NOW, BERLIN) == "17. Jul"
    assert times.weekday_names()[0] == "Montag"
    assert [per_cent(97.94), per_cent(100.0)] == ["97,9\u202f%", "100\u202f%"]


def test_a_refusal_is_said_with_its_values(german):
    plain = Refusal("Ask your lead.", remedy="100 % of nothing.")
    assert str(plain.say(gettext)) == "Fragen Sie Ihre Teamleitung. 100 % of nothing."
    named = NotFound("There is no case %(reference)s.", values={"reference": "K7Q-3M9-E"})
    assert named.sentence == "There is no case K7Q-3M9-E."
    assert named.say(gettext).sentence == "Es gibt keinen Vorgang K7Q-3M9-E."


def test_pages_refuse_in_the_readers_language(client: Client, scene: Scene) -> None:
    case = scene.cases["laptop"]
    asked = {"cause": "No longer wanted"}
    german = {"accept-language": "de", "HX-Request": "true"}
    refused = client.post(f"/desk/case/{case.reference}/settlement", asked, headers=german)
    page = refused.content.decode()
    assert refused.status_code == 409 and "Hier ist noch etwas offen" in page
    assert "Something is still owed" not in page


def test_what_the_desk_promised_by_itself_is_called_in_the_readers_language(
    client: Client, scene: Scene
) -> None:
    page = client.get("/desk/", headers={"accept-language": "de"}).content.decode()
    assert ">Antwort" in page and ">Answer" not in page
