"""The page of figures, the promises behind a number, the tables to keep, and the wall."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.figures.models import Sum, SummedDay, Wait
from kept.ledger.actor import SETUP
from kept.pledge.models import Brand
from kept.pledge.queries import current
from kept.staff.actions import join
from kept.staff.places import seat
from tests.desk.conftest import NOW

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def rows_of(client, by):
    answer = client.get(f"/desk/figures/{by}.csv")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_figures_say_what_is_found(client, summed):
    shown = page(client, "/desk/figures")
    assert re.search(r"\d+ of \d+ promises were kept in time this week", shown)
    assert "As of 13:50" in shown
    assert shown.count("<figure") >= 4
    assert '<svg class="chart"' in shown
    assert "style=" not in shown.split("<main", 1)[1]


def test_every_number_leads_to_as_many_promises(client, summed):
    shown = page(client, "/desk/figures")
    links = re.findall(r'<a href="(/desk/figures/promises\?[^"]+)">(\d+)</a>', shown)
    assert len(links) >= 5
    for url, number in links:
        behind = page(client, url.replace("&amp;", "&"))
        assert behind.count('<th scope="row"><a href="/desk/case/') == int(number), url


def test_a_table_holds_the_same_numbers(client, summed):
    weeks = rows_of(client, "week")
    brands = rows_of(client, "brand")
    assert len(weeks) == 13
    assert sum(int(row[1]) for row in weeks[1:]) == sum(int(row[1]) for row in brands[1:]) > 0
    assert rows_of(client, "answers")[1:]
    page(client, "/desk/figures/nothing.csv", 404)


def test_wrong_days_are_named_beside_their_field_and_nothing_typed_is_lost(client, summed):
    shown = page(client, "/desk/figures?first=2026-06-16&last=2026-06-01", 422)
    assert "The first day lies after the last." in shown
    assert 'value="2026-06-16"' in shown
    shown = page(client, "/desk/figures?first=yesterday", 422)
    assert "Write a day, such as 2026-03-14." in shown
    assert 'value="yesterday"' in shown
    page(client, "/desk/figures?first=2001-01-01", 422)
    page(client, "/desk/figures?brand=elsewhere", 422)


def test_who_does_not_lead_sees_his_own_row_and_not_those_of_colleagues(scene, summed):
    jonas = Client()
    jonas.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    rows = rows_of(jonas, "agent")
    assert {row[0] for row in rows[1:]} <= {"Jonas Weil"}
    page(jonas, f"/desk/figures/promises?what=kept&agent={scene.ines.pk}", 404)
    page(jonas, f"/desk/figures/promises?what=kept&agent={scene.jonas.pk}")


def test_brands_that_the_reader_may_not_see_are_in_no_number(scene, summed):
    narrow = join(email="bo@kept.test", name="Bo", role="lead", by=SETUP, now=NOW - DAY)
    marsh = Brand.objects.get(slug="marsh")
    seat(narrow, all_brands=False, brands=[marsh], by=SETUP, now=NOW - DAY)
    reader = Client()
    reader.force_login(narrow, backend="django.contrib.auth.backends.ModelBackend")
    assert {row[0] for row in rows_of(reader, "brand")[1:]} <= {"Marsh & Welt"}
    shown = page(reader, "/desk/figures/promises?what=kept&first=2026-05-01")
    assert "Fellstone" not in shown.split("<main", 1)[1]
    page(reader, "/desk/figures?brand=fellstone", 422)


def test_made_up_addresses_are_refused_or_the_beginning(client, summed):
    page(client, "/desk/figures/promises", 404)
    page(client, "/desk/figures/promises?what=kept&kind=nonsense", 404)
    page(client, "/desk/figures/promises?what=kept&agent=%27%3B--", 404)
    page(client, "/desk/figures/promises?what=kept&after=2026-01-01_1")
    page(client, "/desk/figures/promises?what=kept&after=x_y")


def test_the_number_of_queries_does_not_follow_history(client, summed):
    def cost(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    before = cost("/desk/figures"), cost("/desk/wall")
    brand = current().brand_id("fellstone")
    days = [NOW.date() - n * DAY for n in range(1, 60)]
    SummedDay.objects.filter(brand_id=brand).delete()
    SummedDay.objects.bulk_create(SummedDay(brand_id=brand, day=day, summed_at=NOW) for day in days)
    Sum.objects.bulk_create(
        Sum(
            brand_id=brand,
            day=day,
            channel="mail",
            agent=summed.ines,
            kind="answer",
            in_time=9,
            late=1,
            broken=1,
        )
        for day in days
    )
    Wait.objects.bulk_create(
        Wait(brand_id=brand, day=day, channel="mail", agent=summed.ines, step=step, answers=3)
        for day in days
        for step in range(10)
    )
    assert (cost("/desk/figures"), cost("/desk/wall")) == before
    assert before[0] <= 20
    assert before[1] <= 12


def test_the_wall_shows_six_rows_and_no_control(client, summed):
    shown = page(client, "/desk/wall")
    main = shown.split('<main id="desk"', 1)[1]
    assert main.count('<li class="wrow') == 6
    assert "Wendeline Maas" in main
    assert not re.search(r"<(a|button|input|form)\b", main)
    first = main.index("is-broken")
    assert first < main.index("is-risk")
    assert 'data-live="owed case notice"' in main
    assert "kept/css/wall.css" in shown
