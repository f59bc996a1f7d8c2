"""GET and HEAD change nothing: mail scanners and browsers follow every link that they find."""

from collections.abc import Collection, Iterator
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
from kept.staff.actions import everyone
from kept.staff.first_link import invitation
from kept.staff.knowing import name_skill
from kept.staff.models import Notice
from kept.staff.working import plan_absence
from tests.desk.scene import Scene
from tests.desk.test_mail_shown import RAW
from tests.safety.addresses import every_address, patterns, things_of

#: A page remembers here whom it greeted; that is nobody's fact.
PAGES = {"django_session"}
#: Whoever sends something, refused or not, is noted as being there.
SESSIONS = PAGES | {"usersessions_usersession"}
#: Open before signing in: a link of its own, the browser's own wishes, and what is the same for everybody.
BEFORE_SIGNING_IN = ("welcome", "light", "keys", "worker", "signed_in")
#: About nobody but the reader: who only reads may write here, too.
OWN = (
    "reading_all", "reading", "unreading", "ending_others", "ending_session", "living", "telling", "trying",
    "subscribing", "unsubscribing",
)  # fmt: skip


def state(*, but: Collection[str] = SESSIONS) -> dict[str, str]:
    """A digest of every row of every table `but` these."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - set(but)
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
        "team": everyone().pk,
        "skill": name_skill("Invoices", by=scene.ines.actor, now=now).pk,
        "absence": plan_absence(scene.jonas, begins_at=now, ends_at=None, by=scene.ines.actor, now=now).pk,
        "step": "people",
        "token": invitation(scene.jonas, now=now).rpartition("/")[2],
    }


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_address_of_the_desk_changes_anything_when_it_is_only_looked_at(
    client: Client, things: dict[str, object], method: str
) -> None:
    shown = 0
    before = state(but=PAGES)
    for name, address in every_address(things):
        answer = getattr(client, method)(address)
        assert answer.status_code in (200, 302, 404, 405, 409, 415), (
            f"{name}: {answer.status_code}"
        )  # a refusal is an answer
        shown += answer.status_code == 200
        after = state(but=PAGES)
        assert after == before, f"{name} changed {[t for t in before if before[t] != after[t]]}"
    assert shown > len(patterns()) / 2 or method == "head"  # which is refused where it has no use


def test_a_search_that_leads_to_a_case_changes_nothing(client: Client, things: dict[str, object]) -> None:
    before = state(but=PAGES)
    for query in (things["reference"], things["promise"], "marcus", "' OR 1=1 --"):
        assert client.get("/desk/customers", {"q": query}).status_code in (200, 302)
    assert state(but=PAGES) == before


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_sees_nothing(things: dict[str, object]) -> None:
    stranger = Client()
    for name, address in every_address(things):
        if name in BEFORE_SIGNING_IN:
            continue
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
        if name not in (*BEFORE_SIGNING_IN, *OWN):
            assert reader.post(address).status_code in (403, 405), name
    assert state() == before
