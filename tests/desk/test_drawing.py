"""The promise as a drawing and in words: one look each, and the words say what the drawing shows."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kept.faces.components import drawing, say, times
from kept.faces.components.seen import Face, Look, PromiseSeen
from kept.faces.components.symbols import LUCIDE, OWN, symbol
from kept.faces.desk.samples.parts import WIRES
from kept.faces.desk.samples.promises import states

NOW = datetime(2026, 6, 17, 13, 50, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
CSS = Path(__file__).parents[2] / "kept/faces/static/kept/css"


def promise(look: Look, given: int, due: int, **more: object) -> PromiseSeen:
    minutes = timedelta(minutes=1)
    return PromiseSeen("KP-1", "Answer", look, NOW + given * minutes, NOW + due * minutes, NOW, **more)


def width(svg: str, css: str) -> float:
    found = re.search(rf'class="{css}"[^>]*? width="([\d.]+)%"', svg)
    assert found, svg
    return float(found[1])


def test_the_thick_part_is_the_time_that_is_left() -> None:
    assert width(drawing.own_scale(promise(Look.OWED, -30, 90)), "left") == 75.0


def test_in_a_list_an_owed_line_shrinks_towards_now() -> None:
    hour = timedelta(hours=1)
    assert width(drawing.shared_now(promise(Look.OWED, -30, 60), hour), "left") == 70.0
    assert width(drawing.shared_now(promise(Look.OWED, -30, 6), hour), "left") == 7.0


def test_in_a_list_a_broken_line_grows_until_twenty_minutes_and_then_is_full() -> None:
    hour = timedelta(hours=1)
    assert width(drawing.shared_now(promise(Look.BROKEN, -60, -10), hour), "late-edge") == 14.0
    assert width(drawing.shared_now(promise(Look.BROKEN, -60, -20), hour), "late-edge") == 28.0
    assert width(drawing.shared_now(promise(Look.BROKEN, -6000, -5000), hour), "late-edge") == 28.0


def test_the_post_of_what_is_very_late_stays_on_the_page() -> None:
    svg = drawing.own_scale(promise(Look.BROKEN, -10_010, -10_000))
    found = re.search(r'class="post" x="([\d.]+)%"', svg)
    assert found and float(found[1]) == 6.0


@pytest.mark.parametrize(("name", "seen"), states(NOW))
def test_every_look_is_drawn_hidden_and_has_words(name: str, seen: PromiseSeen) -> None:
    svg = drawing.own_scale(seen)
    assert 'aria-hidden="true"' in svg and "NaN" not in svg and "None" not in svg and " style=" not in svg
    assert all(0 <= float(number) <= 100 for number in re.findall(r'"(-?[\d.]+)%"', svg)), svg
    assert say.due_words(seen, UTC_ZONE) and say.due_short(seen, UTC_ZONE) and say.due_long(seen, UTC_ZONE)


@pytest.mark.parametrize(
    ("look", "due", "more", "words"),
    [
        (Look.OWED, 40, {}, "40 min"),
        (Look.RISK, 9, {}, "9 min, at risk"),
        (Look.BROKEN, -18, {}, "18 min late"),
        (Look.BROKEN, -125, {}, "2 h 05 late"),
        (Look.BROKEN, -3 * 24 * 60, {}, "3 days late"),
        (Look.KEPT, 60, {"closed_at": NOW}, "kept 13:50"),
        (Look.KEPT, -41, {"closed_at": NOW, "late": True}, "kept 41 min late"),
        (Look.OWED, 2 * 24 * 60, {}, "Fri 13:50"),
        (Look.OWED, 61 * 24 * 60, {}, "17 Aug"),
        (Look.THEIRS, 250, {}, "4 h 10"),
    ],
)
def test_words_beside_a_promise(look: Look, due: int, more: dict, words: str) -> None:
    assert say.due_words(promise(look, -4000, due, **more), UTC_ZONE) == words


def test_times_are_the_readers() -> None:
    at = datetime(2026, 6, 17, 23, 30, tzinfo=UTC)
    assert times.moment(at, NOW, ZoneInfo("Europe/Berlin")) == "tomorrow 01:30"
    assert times.exact(at, ZoneInfo("Europe/Berlin")) == "Thursday 18 June 2026, 01:30 CEST"


def test_effort_is_counted_in_strokes_the_fifth_across() -> None:
    path = re.search(r' d="([^"]*)"', drawing.tally(7))
    assert path and path[1].count("v10") == 6 and path[1].count(" 10.5 ") == 1


def test_a_mark_has_the_first_letters_of_the_first_and_the_last_word() -> None:
    assert [Face(name).letters for name in ("Ines Valadão", "Anne-Marie de Vries", "Bo", "")] == [
        "IV",
        "AV",
        "B",
        "?",
    ]


def test_every_icon_is_there() -> None:
    for name in (*OWN, *LUCIDE):
        assert symbol(name).startswith("<svg")


def test_dark_is_the_same_by_choice_and_by_system() -> None:
    tokens = (CSS / "tokens.css").read_text()
    system = tokens.partition(':root:not([data-theme="light"]) {')[2].partition("}")[0]
    chosen = tokens.partition(':root[data-theme="dark"] {')[2].partition("}")[0]
    assert re.findall(r"--[\w-]+: [^;]+", system) == re.findall(r"--[\w-]+: [^;]+", chosen) != []


def test_every_class_that_python_draws_has_a_style() -> None:
    styles = "".join(path.read_text() for path in CSS.glob("*.css"))
    drawn = "".join(drawing.own_scale(seen) for _, seen in states(NOW))
    drawn += "".join(drawing.wire(state) for state, _ in WIRES) + drawing.tally(3)
    names = {word for found in re.findall(r'class="([^"]+)"', drawn) for word in found.split()}
    # Some looks are drawn like any other line: their shape and their words say what they are.
    for name in {name for name in names if not name.startswith("is-")} - {"late", "us"}:
        assert f".{name}" in styles, name
