"""The audit page: everything that happened, found by its keys, to who may see it, with its arithmetic checked."""

import csv
import io
import re
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.faces.desk.read.audit import Wanted, look
from kept.ledger.models import COMPANY, Entry
from kept.pledge.models import Brand
from kept.staff.models import Agent, BrandSeat, Role
from tests.desk.scene import Scene


def lead_of(brand: str, agent: Agent) -> Agent:
    """A lead who sees this brand alone."""
    agent.role, agent.all_brands = Role.LEAD, False
    agent.save(update_fields=["role", "all_brands"])
    BrandSeat.objects.create(agent=agent, brand=Brand.objects.get(slug=brand))
    return agent


def test_the_newest_stands_first_in_plain_words_with_the_exact_facts_behind(client: Client) -> None:
    page = client.get("/desk/audit").content.decode()
    newest = Entry.objects.order_by("-id").first()
    assert newest is not None and bytes(newest.hash).hex() in page
    assert (
        page.count('<li class="thing"') == 50
        and "Position" in page
        and "somebody changed the ledger" not in page
    )
    assert "A promise was made" in page and "Ines Valadão" in page


def test_it_pages_through_the_whole_ledger_without_a_gap(client: Client, scene: Scene) -> None:
    total, seen, path = Entry.objects.count(), 0, "/desk/audit"
    while path:
        page = client.get(path).content.decode()
        seen += page.count('<li class="thing"')
        more = re.search(r'class="pager"><a class="b" href="([^"]+)"', page)
        path = f"/desk/audit{more[1].replace('&amp;', '&')}" if more else ""
    assert seen == total


def test_it_costs_the_same_however_long_the_ledger_is(client: Client) -> None:
    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    assert cost("/desk/audit") <= 16 and cost("/desk/audit?before=120") <= 16
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM ledger_entry WHERE id <= 99 AND id > 0 ORDER BY id DESC LIMIT 51"
        )
        assert "Index" in str(cursor.fetchall())


def test_it_is_narrowed_by_who_what_matter_and_day(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["laptop"]
    found = look(scene.ines, Wanted(case=case))
    assert {entry.case_id for entry in found.entries} == {case.pk}
    assert list(found.entries) == sorted(found.entries, key=lambda entry: -entry.seq)
    mine = look(scene.ines, Wanted(actor=f"agent:{scene.ines.pk}")).entries
    assert mine and {entry.actor for entry in mine} == {f"agent:{scene.ines.pk}"}
    settled = look(scene.ines, Wanted(family="staff")).entries
    assert settled and all(entry.kind.startswith("staff.") for entry in settled)
    assert {entry.customer_id for entry in look(scene.ines, Wanted(company=True)).entries} == {COMPANY}
    whole = look(scene.ines, Wanted(customer=case.customer)).entries
    assert {entry.customer_id for entry in whole} == {case.customer_id}


def test_a_day_is_found_by_halving(scene: Scene, now: datetime) -> None:
    until = now - timedelta(days=1)
    found = look(scene.ines, Wanted(until=until)).entries
    assert found and all(entry.at < until for entry in found)
    newest = Entry.objects.filter(at__lt=until).order_by("-id").first()
    assert newest is not None and found[0].pk == newest.pk
    assert look(scene.ines, Wanted(until=now - timedelta(days=900))).entries == []


def test_agents_do_not_read_it(scene: Scene, fresh: Client) -> None:
    fresh.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    assert fresh.get("/desk/audit").status_code == fresh.get("/desk/audit.csv").status_code == 403


def test_a_lead_sees_the_own_brands_and_the_company_alone(scene: Scene, fresh: Client, ruth: Agent) -> None:
    lead_of("bench", ruth)
    fresh.force_login(ruth, backend="django.contrib.auth.backends.ModelBackend")
    page = fresh.get("/desk/audit.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(page)))
    seen = {row["case"] for row in rows} - {""}
    brands = {case.reference: case.brand.slug for case in scene.cases.values()}
    assert seen and all(brands.get(reference, "bench") == "bench" for reference in seen)
    assert scene.cases["laptop"].reference in seen
    hidden = next(reference for reference, brand in brands.items() if brand != "bench")
    answer = fresh.get("/desk/audit", {"matter": hidden}).content.decode()
    assert "There is no case" in answer and '<li class="thing"' not in answer


def test_a_table_holds_the_same_and_no_formula(client: Client, scene: Scene) -> None:
    Agent.objects.filter(pk=scene.ines.pk).update(name="=HYPERLINK(1)")
    answer = client.get("/desk/audit.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == Entry.objects.count() + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_an_entry_that_somebody_changed_is_shown_as_such(client: Client, scene: Scene) -> None:
    entry = Entry.objects.filter(kind="case.settled").first()
    assert entry is not None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET actor = 'agent:77' WHERE id = %s", [entry.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    page = client.get("/desk/audit?about=case").content.decode()
    assert page.count("somebody changed the ledger") == 1


def test_what_is_no_filter_is_said_beside_its_field(client: Client) -> None:
    answer = client.get("/desk/audit?day=yesterday&who=agent:0")
    assert answer.status_code == 422 and "id_day-error" in answer.content.decode()
