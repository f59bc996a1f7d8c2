"""The pages of search: what they show, at what cost, and to whom."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.pledge.queries import current
from kept.search.catching_up import catch_up
from kept.staff.models import BrandSeat
from kept.storage.fanning import refuse_unkeyed
from tests.desk.conftest import NOW
from tests.desk.scene import Scene, mail

#: Session, agent, brands, pledge, directories, customers with their addresses, steps, cases, words, frame.
MOST_QUERIES = 28


@pytest.fixture
def now() -> datetime:
    return NOW


def text(client: Client, path: str, **how: object) -> str:
    answer = client.get(path, **how)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_word_shows_its_cases_with_the_word_marked(client: Client, found: Scene):
    page = text(client, "/desk/search?q=laptop")
    assert found.cases["laptop"].reference in page and "<mark>" in page.lower()


def test_a_reference_sent_with_enter_opens_its_case(client: Client, found: Scene):
    reference = found.cases["laptop"].reference
    answer = client.get("/desk/search", {"q": reference.lower().replace("-", "")})
    assert answer.status_code == 302 and answer["location"].endswith(reference)
    palette = text(client, f"/desk/search/palette?q={reference}")
    assert "Exactly this" in palette and reference in palette


def test_a_customer_is_found_by_the_beginning_of_the_name_and_a_slip_is_a_guess(client: Client):
    assert "Wendeline Maas" in text(client, "/desk/search?q=wende").replace("<mark>", "").replace(
        "</mark>", ""
    )
    page = text(client, "/desk/search?q=Wndeline")
    assert "Nothing was found" in page and "/desk/search/near" in page
    assert "Close to what you typed" in text(client, "/desk/search/near?q=Wndeline")


@pytest.mark.parametrize(
    "path",
    [
        "/desk/search", "/desk/search?q=boots", "/desk/search?q=is:broken", "/desk/search?q=is:ignored",
        "/desk/search?q=is:unowned+is:open", "/desk/search?q=from:marcus+before:2030", "/desk/search?q=x%00y",
        "/desk/search?q=owner:ines", "/desk/search?q=brand:bench", "/desk/search?q=tag:vip", "/desk/search?q=kind:note",
        "/desk/search?q=a&after=2026-06-17T10:00:00%2B00:00_5", "/desk/search?q=a&after=made_up",
        "/desk/search/palette", "/desk/search/palette?q=out", "/desk/search/palette?q=mar",
        "/desk/search/near?q=marcsu",
        "/desk/search?q=-boots",
        "/desk/search?q=%2B49+30+123456", "/desk/search?q=marcus@oyelaran.example",
    ],
)  # fmt: skip
def test_every_statement_names_its_customer_or_is_a_known_fan_out_and_there_are_few(
    client: Client, path: str
):
    text(client, path)
    with connection.execute_wrapper(refuse_unkeyed), CaptureQueriesContext(connection) as queries:
        text(client, path)
    assert len(queries) <= MOST_QUERIES


def test_the_palette_goes_to_pages_by_what_they_are_called(client: Client):
    assert "Outbox" in text(client, "/desk/search/palette?q=outb")
    assert "Set-up: mail" in text(client, "/desk/search/palette?q=relay")
    assert text(client, "/desk/search/palette").count('role="option"') > 8


def test_a_filter_puts_its_operator_into_what_was_typed_and_takes_it_out(client: Client):
    assert "?q=boots+is%3Aopen" in text(client, "/desk/search?q=boots")
    page = text(client, "/desk/search?q=boots+is:open")
    assert 'href="?q=boots"' in page and "?q=boots+is%3Asettled" in page


def test_another_brands_matters_are_not_there(client: Client, found: Scene, now: datetime):
    mail(now, "Only Here <only@here.example>", "hello@fellstone.example", "Unheard of", "A zebrawood box.")
    while catch_up(now=now):
        pass
    assert "zebrawood" in text(client, "/desk/search?q=zebrawood").lower()
    found.jonas.all_brands = False
    found.jonas.save(update_fields=["all_brands"])
    BrandSeat.objects.create(agent=found.jonas, brand_id=current().brand_id("bench"))
    other = Client(headers={"referer": "http://testserver/desk/"})
    other.force_login(found.jonas, backend="django.contrib.auth.backends.ModelBackend")
    asked = (
        "search?q=zebrawood", "search?q=only@here.example", "search?q=Only", "search/palette?q=zebra",
        "search?q=brand:fellstone", "search/near?q=Onyl",
    )  # fmt: skip
    for path in asked:
        page = text(other, f"/desk/{path}")
        assert "Unheard of" not in page and "Only Here" not in page and "zebrawood box" not in page


def test_what_is_found_is_escaped(client: Client, found: Scene, now: datetime):
    mail(
        now,
        "<i>Bold</i> <b@old.example>",
        "hello@fellstone.example",
        "<script>x</script>",
        "<img src=x> quokka",
    )
    while catch_up(now=now):
        pass
    for path in ("/desk/search?q=quokka", "/desk/search/palette?q=quokka", "/desk/search?q=<script>"):
        page = text(client, path)
        assert "<script>x" not in page and "<img src=x" not in page and "<i>Bold" not in page
