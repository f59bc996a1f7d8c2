"""Lists: bands that hide no other, pages by keys, the row of one case, the empty page, and the keys that are named."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.cases.models import Case
from kept.faces.desk.keys import PARTS
from kept.promises.models import Promise
from kept.staff.models import Membership, Team
from tests.desk.scene import Scene, mail, vow

MINUTE = timedelta(minutes=1)
TEMPLATES = Path(__file__).parents[2] / "kept/faces/desk/templates"


def many(scene: Scene, now: datetime, count: int, due: timedelta) -> None:
    case = scene.cases["laptop"]
    for number in range(count):
        vow(case, scene.ines, "send", f"Part {number}", now - MINUTE, now + due + number * MINUTE)


def rows(context: dict) -> list[str]:
    return [row.promise.code for band in context["bands"] for row in band.rows]


def test_a_long_band_hides_none_of_the_others(client: Client, scene: Scene, now: datetime) -> None:
    many(scene, now, 60, timedelta(hours=2))
    bands = {band.key: band for band in client.get("/desk/").context["bands"]}
    assert list(bands) == ["broken", "hour", "today", "later"]
    assert bands["today"].more > 0 and len(bands["later"].rows) > 0
    assert (
        bands["today"].note
        == f"The first {len(bands['today'].rows)} of {len(bands['today'].rows) + bands['today'].more}."
    )


def test_a_band_goes_on_by_its_own_key_and_misses_no_row(client: Client, scene: Scene, now: datetime) -> None:
    many(scene, now, 60, timedelta(hours=2))
    first = client.get("/desk/").context
    band = next(band for band in first["bands"] if band.key == "today")
    seen = [row.promise.code for row in band.rows]
    going_on = client.get(band.more_url).context
    assert [band.key for band in going_on["bands"]] == ["today"]
    more = rows(going_on)
    assert not set(seen) & set(more) and len(seen) + len(more) == len(seen) + band.more
    assert rows(client.get("/desk/?band=today").context) == seen + more


def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    client: Client, scene: Scene, now: datetime
) -> None:
    def cost() -> int:
        client.get("/desk/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        return len(queries)

    many(scene, now, 60, timedelta(hours=2))
    before = cost()
    many(scene, now, 60, timedelta(hours=1))
    assert cost() <= before + 1


def test_a_made_up_key_is_the_beginning(client: Client, scene: Scene) -> None:
    for after in ("x", "2026-06-17_5", "2026-06-17T13:50:00+00:00_99999999999999999999", "_", "%00_1"):
        assert client.get(f"/desk/?band=later&after={after}").status_code == 200


def test_my_team_is_what_its_members_have_and_what_nobody_has_taken_yet(
    client: Client, scene: Scene, now: datetime
) -> None:
    everybody = set(rows(client.get("/desk/").context))
    assert set(rows(client.get("/desk/team").context)) == everybody
    other = Team.objects.create(name="Elsewhere")
    Membership.objects.filter(agent=scene.jonas).update(team=other)
    shown = [row for band in client.get("/desk/team").context["bands"] for row in band.rows]
    assert shown and not [
        row for row in shown if row.promise.owner and row.promise.owner.name == "Jonas Weil"
    ]


def test_one_case_that_changed_is_one_row(client: Client, scene: Scene) -> None:
    reference = scene.cases["boot"].reference
    answer = client.get(f"/desk/owed/row/{reference}?list=owed").content.decode()
    assert answer.count('<li class="row') == 1 and "Priya Ramanathan" in answer and "<html" not in answer
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/desk/owed/row/{reference}?list=owed")
    assert len(queries) <= 9
    # In a list where it does not stand there is no row of it.
    assert '<li class="row' not in client.get(f"/desk/owed/row/{reference}?list=unowned").content.decode()
    assert (
        '<li class="row'
        not in client.get(f"/desk/owed/row/{reference}?list=owed&kind=refund").content.decode()
    )


def test_the_row_of_a_case_of_another_brand_is_not_given_out(client: Client, scene: Scene) -> None:
    scene.jonas.all_brands = False
    scene.jonas.save(update_fields=["all_brands"])
    other = Client()
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    answer = other.get(f"/desk/owed/row/{scene.cases['boot'].reference}?list=owed")
    assert answer.status_code == 404 and "Priya" not in answer.content.decode()


def test_nothing_owed_is_said_with_what_was_kept_who_is_at_work_and_what_comes_next(
    client: Client, scene: Scene, now: datetime
) -> None:
    # Everything that was owed is kept, a minute ago.
    Promise.objects.filter(state="owed", promisor="company").update(
        state="kept", kept_at=now - MINUTE, next_check_at=None
    )
    page = client.get("/desk/")
    calm = page.context["calm"]
    assert calm.begun and "promises were kept today" in calm.kept_words and len(calm.kept) == 5
    assert [face.name for face in calm.at_work if face.me] == ["Ines Valadão"]
    assert "Anselm Okoro" in calm.next_words or "owes us" in calm.next_words
    assert "Nothing is owed." in page.content.decode()
    # A filter that leaves nothing says so, and does not boast.
    assert "calm" not in client.get("/desk/?kind=visit").context


def test_before_anything_came_the_page_leads_to_setting_up(client: Client, scene: Scene) -> None:
    Promise.objects.all().update(brand_id=scene.cases["boot"].brand_id)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM promises_promise")
        cursor.execute("DELETE FROM cases_case")
    assert not Case.objects.exists()
    page = client.get("/desk/").content.decode()
    assert "Nothing has come in yet." in page and "/desk/settings/relay" in page


def test_the_list_of_keys_is_one_table_and_names_no_key_that_no_page_has(
    client: Client, scene: Scene
) -> None:
    page = client.get("/desk/").content.decode()
    templates = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    templates += client.get(f"/desk/case/{scene.cases['boot'].reference}").content.decode()
    listed = client.get("/desk/keys", headers={"hx-request": "true"}).content.decode()
    on_rows = re.search(r'data-row-keys="(\w+)" data-row-acts="(\w+)"', page)
    assert on_rows
    for _title, keys in PARTS:
        for key in keys:
            assert f"<kbd>{key.keys[-1]}</kbd>" in listed
            for what, _, mark in (works.partition(":") for works in key.works.split()):
                if what == "row":
                    assert mark in on_rows[1] + on_rows[2]
                elif what in ("key", "case"):
                    # A button of its own, one that opens a form, or one that comes with what was just done.
                    assert f'data-key="{mark}"' in templates or f'key="{mark}"' in templates, mark


def test_a_wait_for_proof_is_paged_by_keys_too(client: Client, scene: Scene, now: datetime) -> None:
    for number in range(3):
        mail(now, f"W{number} <w{number}@more.example>", "hello@fellstone.example", f"More {number}", "More.")
    assert client.get("/desk/waiting?after=2026-06-17T13:50:00%2B00:00_5").status_code == 200
