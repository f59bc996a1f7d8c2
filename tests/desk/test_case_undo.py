"""Verbs that can be taken back: offered in the message that says they were done, and on the page."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from kept.cases.models import Case
from kept.contacts.models import Contact
from kept.customers.models import Link
from kept.faces.desk.acting import undo_of
from kept.handling.climbing import take_next_way
from kept.handling.replacing import replace_promise
from kept.promises.make import Vow
from kept.promises.models import Promise
from kept.refusal import Refusal
from tests.desk.scene import Scene, mail

WHO = "Marcus Oyelaran <marcus@oyelaran.example>"


def after(client: Client, url: str, form: dict[str, object]) -> str:
    """Do it, and return where its undo posts ("" for none)."""
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()
    found = [undo_of(message.extra_tags or "") for message in get_messages(answer.wsgi_request)]
    return next((undo.url for undo in found if undo), "")


def fresh(case: Case) -> Case:
    return Case.objects.get(customer_id=case.customer_id, pk=case.pk)


def second(now: datetime) -> Case:
    return mail(now - timedelta(hours=1), WHO, "help@secondbench.example", "The bag", "And where is the bag?")


def test_a_merge_is_undone_from_its_message_and_from_the_panel(
    client: Client, scene: Scene, now: datetime
) -> None:
    one, other = scene.cases["laptop"], second(now)
    undo = after(client, f"/desk/case/{other.reference}/merge", {"into": one.reference})
    assert fresh(other).merged_into_id == one.pk
    assert undo in client.get(f"/desk/case/{one.reference}").content.decode()
    assert client.post(undo).status_code == 302
    assert fresh(other).merged_into_id is None


def test_what_was_split_off_joins_its_origin_again(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["laptop"]
    contact = Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk, direction="in").first()
    undo = after(client, f"/desk/case/{case.reference}/split", {"contacts": [contact.pk]})
    apart = Case.objects.get(customer_id=case.customer_id, split_from_id=case.pk)
    assert client.post(undo).status_code == 302
    assert fresh(apart).merged_into_id == case.pk


def test_a_void_promise_is_owed_after_all(client: Client, scene: Scene) -> None:
    case = scene.cases["laptop"]
    promise = Promise.objects.get(customer_id=case.customer_id, case_id=case.pk, kind="refund")
    undo = after(client, f"/desk/promise/{promise.code}/void", {"why": "mistake"})
    page = client.get(f"/desk/case/{case.reference}").content.decode()
    assert "It was owed after all" in page
    assert client.post(undo).status_code == 302
    promise = Promise.objects.get(customer_id=case.customer_id, pk=promise.pk)
    assert promise.state == "owed"


@pytest.mark.parametrize(("verb", "form", "name"), [("spam", {"why": "A robot."}, "boot")])
def test_spam_is_taken_back(
    client: Client, scene: Scene, verb: str, form: dict[str, object], name: str
) -> None:
    undo = after(client, f"/desk/case/{scene.cases[name].reference}/{verb}", form)
    assert client.post(undo).status_code == 302
    assert fresh(scene.cases[name]).settled_at is None


def test_new_terms_replace_a_promise_and_what_broke_stays_broken(scene: Scene, now: datetime) -> None:
    case = scene.cases["laptop"]
    old = Promise.objects.get(customer_id=case.customer_id, case_id=case.pk, kind="refund")
    late = old.due_at + timedelta(hours=1)
    vow = Vow("other", "Refund 900.00 and keep the bag", late + timedelta(days=2))
    new = replace_promise(case.customer_id, old.pk, vow, why="On the phone, at ten.", by=scene.ines, now=late)
    old = Promise.objects.get(customer_id=case.customer_id, pk=old.pk)
    assert (old.state, old.superseded_by_id, old.broken_at) == ("superseded", new.pk, old.due_at)
    assert (new.kind, new.owner_id, new.state) == ("refund", old.owner_id, "owed")


def test_without_the_customers_knowledge_and_for_an_answer_nothing_is_replaced(
    scene: Scene, now: datetime
) -> None:
    case = scene.cases["laptop"]
    rows = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk, state="owed")
    vow = Vow("other", "Something else", now + timedelta(days=9))
    with pytest.raises(Refusal, match="agreed"):
        replace_promise(case.customer_id, rows.get(kind="refund").pk, vow, why=" ", by=scene.ines, now=now)
    answer = rows.get(kind="answer").pk
    with pytest.raises(Refusal, match="to answer"):
        replace_promise(case.customer_id, answer, vow, why="He said so.", by=scene.ines, now=now)


def test_two_addresses_are_one_person_until_it_is_undone(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["boot"]
    page = client.get(f"/desk/case/{case.reference}")
    who = page.context["side"].participants[0]
    url = f"/desk/case/{case.reference}/participant/{who.id}/person"
    assert client.post(url, {"address": "nobody@nowhere.example"}).status_code == 404
    undo = after(client, url, {"address": "bea@nolan.example"})
    assert "writes from bea@nolan.example too" in client.get(f"/desk/case/{case.reference}").content.decode()
    assert client.post(undo).status_code == 302
    assert not Link.objects.filter(kind="person", undone_at=None).exists()


def test_the_next_way_is_taken_by_one_click(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["bounced"]
    page = client.get(f"/desk/case/{case.reference}").content.decode()
    back = Contact.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, direction="out", delivery="bounced"
    ).latest("at")
    assert f"/contact/{back.pk}/way" in page
    taken = take_next_way(case.customer_id, back.pk, by=scene.ines, now=now)
    found = Promise.objects.get(customer_id=case.customer_id, pk=taken.promise_id)
    assert found.kind == "find_way" and found.owner == scene.ines


def test_what_was_not_sent_back_has_no_next_way(scene: Scene, now: datetime) -> None:
    case = scene.cases["laptop"]
    sent = Contact.objects.filter(customer_id=case.customer_id, case_id=case.pk, direction="out").latest("at")
    with pytest.raises(Refusal):
        take_next_way(case.customer_id, sent.pk, by=scene.ines, now=now)
