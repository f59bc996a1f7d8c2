"""Filters stand in the address: what it says is read, what it makes up is not, and it comes out as it went in."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kept.faces.desk.read.day import Day
from kept.faces.desk.read.filters import KINDS, NAMES, Filters, condition, parse, parse_query
from kept.faces.desk.read.rows import owed_rows
from kept.storage.fanning import fan_out
from tests.desk.scene import Scene

NOW = datetime(2026, 6, 17, 13, 50, tzinfo=UTC)
DAY = Day(NOW, NOW + timedelta(hours=4), NOW + timedelta(hours=10))


def test_what_an_address_makes_up_is_left_out() -> None:
    asked = {"kind": ["refund", "gold"], "owner": ["me", "12", "'; --", "²"], "due": ["soon"], "page": ["3"]}
    assert parse(asked) == Filters(kind=("refund",), owner=("me", "12"))
    assert parse({}) == Filters() and not parse({})


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.lists(st.sampled_from(KINDS)),
            "owner": st.lists(st.sampled_from(["me", "nobody", "7", "x"])),
            "brand": st.lists(st.text(max_size=12)),
            "state": st.lists(st.sampled_from(["broken", "risk", "late"])),
        },
    )
)
def test_filters_come_out_of_an_address_as_they_went_in(asked: dict[str, list[str]]) -> None:
    filters = parse(asked)
    assert parse_query(filters.query()) == filters
    for name, value in filters.pairs():
        assert value not in getattr(filters.without(name, value), name)


def codes(client: Client, path: str) -> list[str]:
    return [row.promise.code for band in client.get(path).context["bands"] for row in band.rows]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("brand=fellstone", lambda row: row.brand == "Fellstone"),
        ("brand=fellstone&brand=marsh", lambda row: row.brand in ("Fellstone", "Marsh & Welt")),
        ("kind=refund", lambda row: row.promise.kind == "refund"),
        ("owner=me", lambda row: row.promise.owner is not None and row.promise.owner.me),
        ("owner=nobody", lambda row: row.promise.owner is None),
        ("state=broken", lambda row: row.promise.look == "broken"),
        ("state=risk", lambda row: row.promise.look == "risk"),
        ("state=broken&state=risk", lambda row: row.promise.look in ("broken", "risk")),
        ("due=later", lambda row: row.promise.due_at > NOW + timedelta(hours=10)),
        ("channel=mail", lambda row: row.promise.kind == "answer"),
        (
            "kind=answer&owner=me",
            lambda row: row.promise.kind == "answer" and row.promise.owner and row.promise.owner.me,
        ),
    ],
)
def test_a_filtered_list_is_exactly_the_rows_that_fit(client: Client, query: str, fits) -> None:  # type: ignore[no-untyped-def]
    everything = [row for band in client.get("/desk/").context["bands"] for row in band.rows]
    expected = [row.promise.code for row in everything if fits(row)]
    assert expected and codes(client, f"/desk/?{query}") == expected


def test_filters_are_named_on_the_page_and_each_can_be_taken_off(client: Client) -> None:
    page = client.get("/desk/?brand=fellstone&state=broken&only=risk").content.decode()
    assert "Show without Fellstone" in page and 'href="?state=broken&amp;only=risk"' in page
    form = client.get("/desk/owed/filters?list=owed&brand=fellstone&only=risk&path=/desk/").content.decode()
    assert '<option value="fellstone" selected>' in form and 'name="only" value="risk"' in form
    elsewhere = client.get("/desk/owed/filters?list=owed&path=https://evil.example").content.decode()
    assert 'action="/desk/"' in elsewhere and 'action="https' not in elsewhere


@pytest.mark.parametrize(
    "filters",
    [
        Filters(**{name: value})
        for name, value in zip(
            NAMES, (("marsh",), ("mail",), ("refund",), ("me",), ("1",), ("today",), ("broken",)), strict=True
        )
    ],
    ids=NAMES,
)
def test_every_filter_goes_by_an_index_over_what_is_open(scene: Scene, filters: Filters) -> None:
    """However long the history is: no table that holds it is read from end to end."""
    rows = owed_rows(scene.ines).filter(condition(filters, scene.ines, DAY))[:50]
    with connection.cursor() as cursor:
        # A few rows are cheaper to read whole; that is not the question.
        cursor.execute("SET LOCAL enable_seqscan = off")
    with fan_out("plans"):
        plan = json.loads(rows.explain(format="json"))
    history = {"promises_promise", "contacts_contact", "cases_case", "customers_customer"}
    assert not set(read_whole(plan[0]["Plan"])) & history


def read_whole(node: dict) -> list[str]:
    own = [node["Relation Name"]] if node["Node Type"] == "Seq Scan" else []
    return own + [name for child in node.get("Plans", ()) for name in read_whole(child)]
