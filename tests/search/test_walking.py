"""Walking through weeks of entries in small steps finds the same as looking at all of them at once."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from kept.cases.models import Case
from kept.search import steps, walking
from kept.search.asked import Asked
from kept.search.asking import ask
from kept.search.bands import band_of
from kept.search.models import SearchEntry
from kept.search.query import parse
from kept.search.steps import Place
from kept.search.viewer import Viewer
from kept.search.walking import walk
from kept.storage.rows import draw_ids
from tests.making import Desk, take

WORDS = ("common", "middling", "rare", "bursty")


@pytest.fixture
def entries(desk: Desk, now: datetime) -> list[tuple[datetime, int, set[str]]]:
    """Entries over thirty weeks; what is bursty stands only in some of the old weeks."""
    receipt = take(desk, at=now)
    case = Case.objects.get(customer_id=receipt.customer_id, pk=receipt.case_id)
    random, made = Random(5), []
    for number, key in enumerate(draw_ids(SearchEntry, 900)):
        at = now - timedelta(hours=random.randint(0, 30 * 7 * 24))
        words = {"common"} if random.random() < 0.8 else set()
        words |= {"middling"} if random.random() < 0.1 else set()
        words |= {"rare"} if random.random() < 0.005 else set()
        words |= {"bursty"} if timedelta(weeks=20) < now - at < timedelta(weeks=22) else set()
        places = " ".join(f"'{word}':{place}" for place, word in enumerate(sorted(words), 1))
        made.append((at, key, words))
        SearchEntry.objects.bulk_create(
            [
                SearchEntry(
                    pk=key, customer_id=case.customer_id, case_id=case.pk, kind="contact", source_id=10**6 + number,
                    at=at, band=band_of(at), words=places,
                )
            ]
        )  # fmt: skip
    return sorted(made, reverse=True, key=lambda each: each[:2])


@pytest.fixture(params=[(5, 3, 4), (40, 10, 20), (1000, 80, 2500), (50, 7, 1)], ids=str)
def small_steps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    newest, hits, enough = request.param
    monkeypatch.setattr(walking, "NEWEST", newest)
    monkeypatch.setattr(steps, "HITS", hits)
    monkeypatch.setattr(walking, "ENOUGH", enough)
    monkeypatch.setattr(walking, "GATHERED", enough * 2)
    monkeypatch.setattr(walking, "FIRST_LOOK", enough)


def asked(desk: Desk, now: datetime, typed: str) -> Asked:
    from zoneinfo import ZoneInfo

    return ask(parse(typed), Viewer(desk.jonas.pk, (desk.brand_id,), True, now, ZoneInfo("UTC")))


@pytest.mark.usefixtures("small_steps")
def test_every_step_size_finds_everything_once_and_in_order(
    desk: Desk, now: datetime, entries: list[tuple[datetime, int, set[str]]]
):
    queries = {
        "common": lambda words: "common" in words,
        "middling": lambda words: "middling" in words,
        "rare": lambda words: "rare" in words,
        "bursty": lambda words: "bursty" in words,
        "common middling": lambda words: {"common", "middling"} <= words,
        '"common middling"': lambda words: {"common", "middling"} <= words,  # next to each other in every one
        "middling -common": lambda words: "middling" in words and "common" not in words,
        "-common": lambda words: "common" not in words,
        "midd*": lambda words: "middling" in words,
        "middling comm*": lambda words: {"common", "middling"} <= words,
        "common midd* -bursty": lambda words: {"common", "middling"} <= words and "bursty" not in words,
        "is:open rare": lambda words: "rare" in words,
    }
    for typed, matches in queries.items():
        found = [(hit.at, hit.id) for step in walk(asked(desk, now, typed)) for hit in step.hits]
        assert found == [(at, key) for at, key, words in entries if matches(words)], typed


@pytest.mark.usefixtures("small_steps")
def test_days_bound_the_walk_and_a_place_begins_it(
    desk: Desk, now: datetime, entries: list[tuple[datetime, int, set[str]]]
):
    since, until = now.date() - timedelta(weeks=21), now.date() - timedelta(weeks=5)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (since, until))
    for word in WORDS:
        walked = walk(asked(desk, now, f"{word} after:{since} before:{until}"))
        wanted = [(at, key) for at, key, words in entries if word in words and begin <= at < end]
        assert [(hit.at, hit.id) for step in walked for hit in step.hits] == wanted, word
        if wanted:
            rest = walk(asked(desk, now, f"{word} after:{since}"), Place(*wanted[0]))
            assert [(hit.at, hit.id) for step in rest for hit in step.hits] == wanted[1:], word
