"""What the pages show, at what cost, and to whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.promises.models import Promise
from kept.staff.actions import change, join
from kept.staff.models import BrandSeat
from kept.storage.fanning import refuse_unkeyed
from tests.desk.scene import Scene, mail

#: Session, agent, brands, pledge, rows, figures, broken ones, counts beside the views, hold, alarms.
OWED_QUERIES = 11
CASE_QUERIES = 33


def cost(client: Client, path: str) -> int:
    client.get(path)  # what is remembered between pages is remembered
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_owed_costs_a_fixed_number_of_queries(client: Client, scene: Scene, now: datetime) -> None:
    before = cost(client, "/desk/")
    for number in range(8):
        mail(now, f"N{number} <n{number}@more.example>", "hello@fellstone.example", f"More {number}", "More.")
    assert cost(client, "/desk/") == before
    assert before <= OWED_QUERIES


def test_a_case_costs_the_same_however_long_its_story(client: Client, scene: Scene, now: datetime) -> None:
    path = f"/desk/case/{scene.cases['laptop'].reference}"
    before = cost(client, path)
    for number in range(8):
        at = now - timedelta(minutes=9 - number / 10)
        subject, text = f"Re: {scene.cases['laptop'].reference}", f"And another thing, {number}."
        mail(at, "Marcus Oyelaran <marcus@oyelaran.example>", "help@secondbench.example", subject, text)
    assert cost(client, path) == before
    assert before <= CASE_QUERIES


@pytest.mark.parametrize(
    "path",
    [
        "/desk/", "/desk/?only=ignored", "/desk/?only=risk", "/desk/?only=today", "/desk/?only=week", "/desk/mine",
        "/desk/unowned", "/desk/waiting", "/desk/quarantine", "/desk/outbox", "/desk/notices", "/desk/customers",
        "/desk/customers?q=mar", "/desk/settings", "/desk/settings/pledge", "/desk/settings/people", "/desk/me",
        "/desk/style",
    ],
)  # fmt: skip
def test_every_statement_of_a_page_names_its_customer_or_is_a_known_fan_out(
    client: Client, path: str
) -> None:
    with connection.execute_wrapper(refuse_unkeyed):
        assert client.get(path).status_code == 200


def test_every_statement_of_a_case_and_a_customer_names_its_customer(client: Client, scene: Scene) -> None:
    with connection.execute_wrapper(refuse_unkeyed):
        for case in scene.cases.values():
            assert client.get(f"/desk/case/{case.reference}").status_code == 200
            assert client.get(f"/desk/customer/{case.customer.code}").status_code == 200


def test_owed_says_what_is_late_before_the_clock_has_written_it(client: Client) -> None:
    page = client.get("/desk/").content.decode()
    assert "18 min late" in page and "Wendeline Maas" in page
    assert "9 min" in page and "at risk" in page


def test_what_waits_for_its_proof_is_never_called_broken(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["proof"]
    Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk).update(
        due_at=now - timedelta(minutes=5)
    )
    page = client.get("/desk/waiting").content.decode()
    assert "In proof" in page and "Owed to us" in page and "Broken" not in page


def test_a_list_goes_on_where_the_page_ended(client: Client, scene: Scene, now: datetime) -> None:
    for number in range(60):
        mail(now, f"N{number} <n{number}@more.example>", "hello@fellstone.example", f"More {number}", "More.")
    first = client.get("/desk/").context
    rows = [row.promise.code for band in first["bands"] for row in band.rows]
    more = [
        row.promise.code
        for band in first["bands"]
        if band.more_url
        for going_on in client.get(band.more_url).context["bands"]
        for row in going_on.rows
    ]
    assert more and not set(rows) & set(more)
    assert len(rows) + len(more) == client.get("/desk/").context["frame"].counts.owed


def test_looking_at_pages_changes_nothing(
    client: Client, scene: Scene, rows_of_everything: Callable[[], dict]
) -> None:
    before = rows_of_everything()
    for path in (
        "",
        "mine",
        "waiting",
        "outbox",
        "quarantine",
        "notices",
        f"case/{scene.cases['press'].reference}",
    ):
        client.get(f"/desk/{path}")
    for verb in ("settlement", "owner", "handover", "snooze", "reopening", "spam", "merge", "split"):
        client.get(f"/desk/case/{scene.cases['press'].reference}/{verb}")
    assert rows_of_everything() == before


@pytest.fixture
def rows_of_everything(scene: Scene) -> Callable[[], dict]:
    def count() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            names = [name for (name,) in cursor.fetchall() if not name.startswith("django_session")]
            found = {}
            for name in names:
                cursor.execute(f"SELECT count(*), coalesce(sum(hashtext(t::text)), 0) FROM {name} AS t")
                found[name] = cursor.fetchone()
        return found

    return count


def test_a_case_of_another_brand_is_not_shown(client: Client, scene: Scene, now: datetime) -> None:
    outsider = join(email="out@kept.test", name="Outsider", role="agent", by=scene.ines.actor, now=now)
    outsider.all_brands = False
    outsider.save(update_fields=["all_brands"])
    BrandSeat.objects.create(agent=outsider, brand_id=scene.cases["boot"].brand_id)
    other = Client()
    other.force_login(outsider, backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(f"/desk/case/{scene.cases['boot'].reference}").status_code == 200
    refused = other.get(f"/desk/case/{scene.cases['laptop'].reference}")
    assert refused.status_code == 404
    assert "Laptop dead" not in refused.content.decode() and "Marcus" not in refused.content.decode()
    assert "Marcus" not in other.get("/desk/").content.decode()


def test_who_is_not_signed_in_is_led_to_the_door(scene: Scene) -> None:
    for path in (
        "/desk/",
        f"/desk/case/{scene.cases['boot'].reference}",
        "/desk/customers",
        "/desk/settings/people",
    ):
        answer = Client().get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_who_only_reads_may_send_nothing(client: Client, scene: Scene, now: datetime) -> None:
    change(scene.jonas.pk, role="reader", active=True, by=scene.ines.actor, now=now)
    reader = Client()
    reader.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/desk/case/{scene.cases['boot'].reference}"
    assert reader.get(path).status_code == 200
    answer = reader.post(f"{path}/note", {"text": "Mine."}, headers={"hx-request": "true"})
    assert answer.status_code == 403 and "You may read here" in answer.content.decode()


def test_pages_are_kept_by_no_cache_and_name_a_strict_policy(client: Client) -> None:
    answer = client.get("/desk/")
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    page = answer.content.decode()
    assert "<script>" not in page and " style=" not in page and " onclick=" not in page
