"""GET and HEAD change nothing: mail scanners and browsers follow every link that they find."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from kept.channels.mail.intake import Incoming, read, take_in
from kept.channels.mail.models import Mailbox
from kept.contacts.models import Contact, Quarantine
from kept.customers.models import Customer
from kept.handling.linking import link_customers
from kept.staff.first_link import invitation
from kept.staff.models import Notice
from tests.desk.scene import Scene
from tests.desk.test_mail_shown import RAW
from tests.safety.addresses import every_address, patterns, things_of

#: A session notes when it was used, and whom a page greeted; that is nobody's fact.
SESSIONS = {"django_session"}


def state() -> dict[str, str]:
    """A digest of every row of every table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - SESSIONS
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def things(scene: Scene, now: datetime) -> Iterator[dict[str, object]]:
    """Something of everything that an address can name."""
    incoming = Incoming(RAW, "eve@customer.example", ("hello@fellstone.example",), "127.0.0.1", now, "smtp")
    take_in([read(incoming)], now=now)
    case = Contact.objects.select_related("case").get(sender_address="eve@customer.example").case
    one, other = Customer.objects.order_by("id")[:2]
    link = link_customers(one.pk, other.pk, by=scene.ines, now=now)
    mailbox = Mailbox.objects.create(
        address="hello@fellstone.example",
        host="imap.example",
        port=993,
        user="x",
        created_at=now,
        changed_at=now,
    )
    yield things_of(case) | {
        "link": getattr(link, "pk", link) or 1,
        "quarantine": Quarantine.objects.latest("id").pk,
        "notice": Notice.objects.latest("id").pk,
        "mailbox": mailbox.pk,
        "agent": scene.jonas.pk,
        "token": invitation(scene.jonas, now=now).rpartition("/")[2],
    }


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_address_of_the_desk_changes_anything_when_it_is_only_looked_at(
    client: Client, things: dict[str, object], method: str
) -> None:
    shown = 0
    before = state()
    for name, address in every_address(things):
        answer = getattr(client, method)(address)
        assert answer.status_code in (200, 302, 404, 405), f"{name}: {answer.status_code}"
        shown += answer.status_code == 200
        after = state()
        assert after == before, f"{name} changed {[t for t in before if before[t] != after[t]]}"
    assert shown > len(patterns()) / 2 or method == "head"  # which is refused where it has no use


def test_a_search_that_leads_to_a_case_changes_nothing(client: Client, things: dict[str, object]) -> None:
    before = state()
    for query in (things["reference"], things["promise"], "marcus", "' OR 1=1 --"):
        assert client.get("/desk/customers", {"q": query}).status_code in (200, 302)
    assert state() == before


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_sees_nothing(things: dict[str, object]) -> None:
    stranger = Client()
    for name, address in every_address(things):
        if name in ("welcome", "light", "keys"):
            continue  # the first has a link of its own; the others are the browser's own wishes
        for method in ("get", "post"):
            answer = getattr(stranger, method)(address)
            assert answer.status_code in (302, 405), f"{method} {name}: {answer.status_code}"
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/"), name


def test_whoever_only_reads_can_send_nothing(scene: Scene, things: dict[str, object]) -> None:
    scene.jonas.role = "reader"
    scene.jonas.save(update_fields=["role"])
    reader = Client()
    reader.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    before = state()
    for name, address in every_address(things):
        if name not in ("welcome", "light", "keys"):
            assert reader.post(address).status_code in (403, 405), name
    assert state() == before
