"""Verbs through the pages: what was typed comes back with a refusal, and what is done is done once."""

from datetime import datetime

import pytest
from django.test import Client

from kept.cases.models import Case, Note
from kept.contacts.models import GuardDecision, Outgoing, Quarantine
from kept.contacts.states import Delivery
from tests.desk.scene import Scene

HTMX = {"hx-request": "true"}


def path(scene: Scene, name: str, verb: str) -> str:
    return f"/desk/case/{scene.cases[name].reference}/{verb}"


def test_an_answer_without_words_is_refused_in_place(client: Client, scene: Scene) -> None:
    answer = client.post(path(scene, "boot", "answer"), {"text": "   "}, headers=HTMX)
    assert answer.status_code in (409, 422)
    assert answer["X-Kept-Refusal"] in ("words", "fields")


def test_settling_while_owing_says_what_is_owed_and_what_would_help(client: Client, scene: Scene) -> None:
    answer = client.post(path(scene, "boot", "settlement"), {"cause": "Done."}, headers=HTMX)
    assert answer.status_code == 409 and answer["X-Kept-Refusal"] == "words"
    assert "Something is still owed here" in answer.content.decode()


def test_a_missing_cause_stands_beside_its_field_and_is_tied_to_it(client: Client, scene: Scene) -> None:
    answer = client.post(path(scene, "boot", "settlement"), {"cause": ""}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422 and answer["X-Kept-Refusal"] == "fields"
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_cause-error"' in page and 'id="id_cause-error"' in page


def test_without_script_a_refusal_is_a_page_with_the_same_words(client: Client, scene: Scene) -> None:
    answer = client.post(path(scene, "boot", "settlement"), {"cause": "Done."})
    assert answer.status_code == 409
    assert "Something is still owed here" in answer.content.decode() and "<html" in answer.content.decode()


def test_every_verb_has_a_form_that_works_as_a_page_of_its_own(client: Client, scene: Scene) -> None:
    for verb in ("snooze", "settlement", "owner", "handover", "merge", "split", "spam", "reopening"):
        answer = client.get(path(scene, "press", verb))
        assert answer.status_code == 200 and "<html" in answer.content.decode(), verb
        inside = client.get(path(scene, "press", verb), headers=HTMX).content.decode()
        assert "<html" not in inside and 'id="ask-title"' in inside, verb


@pytest.mark.parametrize(
    "verb",
    [
        "answer",
        "note",
        "promise",
        "owner",
        "handover",
        "snooze",
        "settlement",
        "reopening",
        "spam",
        "merge",
        "split",
    ],
)
def test_nothing_is_taken_without_the_token(scene: Scene, verb: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.ines, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(path(scene, "boot", verb), {"text": "x"}).status_code == 403


def test_an_answer_is_refused_when_a_colleague_was_faster(client: Client, scene: Scene) -> None:
    other = Client()
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    seen = client.get(f"/desk/case/{scene.cases['press'].reference}").context["story"].last
    assert other.post(path(scene, "press", "answer"), {"text": "On Friday.", "seen": seen}).status_code == 302
    answer = client.post(path(scene, "press", "answer"), {"text": "On Monday.", "seen": seen}, headers=HTMX)
    assert answer.status_code == 409 and "Jonas Weil has answered meanwhile" in answer.content.decode()


def test_what_the_guard_stops_goes_out_only_when_a_lead_signs_with_a_reason(
    client: Client, scene: Scene
) -> None:
    other = Client()
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    client.post(path(scene, "bounced", "spam"), {"why": "It looked like spam."})
    words = {"text": "Dear Tamsin, once more."}
    for_jonas = other.post(path(scene, "bounced", "answer"), words, headers=HTMX)
    assert for_jonas.status_code == 409 and "override_reason" not in for_jonas.content.decode()
    for_ines = client.post(path(scene, "bounced", "answer"), words, headers=HTMX)
    assert for_ines.status_code == 409 and 'name="override_reason"' in for_ines.content.decode()
    signed = {**words, "override_reason": "She is a customer after all."}
    assert client.post(path(scene, "bounced", "answer"), signed, headers=HTMX).status_code == 302
    decision = GuardDecision.objects.filter(customer_id=scene.cases["bounced"].customer_id).latest("id")
    assert decision.override_by == f"agent:{scene.ines.pk}"
    assert decision.override_reason == "She is a customer after all."


def test_handing_over_keeps_the_owner_and_leaves_the_words_as_a_note(client: Client, scene: Scene) -> None:
    form = {"to": f"agent:{scene.jonas.pk}", "why": "He waits for the 43."}
    assert client.post(path(scene, "boot", "handover"), form).status_code == 302
    case = Case.objects.get(customer_id=scene.cases["boot"].customer_id, pk=scene.cases["boot"].pk)
    assert case.owner == scene.ines  # until he accepts
    assert Note.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, text="He waits for the 43."
    ).exists()


def test_merging_into_a_case_of_another_customer_is_refused_with_the_remedy(
    client: Client, scene: Scene
) -> None:
    form = {"into": scene.cases["press"].reference}
    answer = client.post(path(scene, "boot", "merge"), form, headers=HTMX)
    assert answer.status_code == 409 and "link the customers first" in answer.content.decode()


def test_a_message_is_taken_back_before_it_leaves(client: Client, scene: Scene) -> None:
    outgoing = Outgoing.objects.filter(
        customer_id=scene.cases["boot"].customer_id, state=Delivery.QUEUED
    ).first()
    assert outgoing is not None
    assert client.post(f"/desk/outbox/{outgoing.pk}/cancellation").status_code == 302
    assert Outgoing.objects.get(customer_id=outgoing.customer_id, pk=outgoing.pk).state == Delivery.CANCELLED


def test_quarantined_mail_is_saved_byte_for_byte_and_dismissed_with_a_reason(
    client: Client, scene: Scene
) -> None:
    row = Quarantine.objects.select_related("raw").get(ended_at=None)
    source = client.get(f"/desk/quarantine/{row.pk}/source")
    assert source.content == bytes(row.raw.body)
    assert (
        source["Content-Disposition"].startswith("attachment")
        and source["X-Content-Type-Options"] == "nosniff"
    )
    assert client.post(f"/desk/quarantine/{row.pk}/dismissal", {"why": ""}, headers=HTMX).status_code == 422
    client.post(f"/desk/quarantine/{row.pk}/dismissal", {"why": "Noise from a scanner."})
    row.refresh_from_db()
    assert row.ended_how == "Noise from a scanner."


def test_a_customer_is_found_by_name_address_and_reference(client: Client, scene: Scene) -> None:
    for words in ("Marcus", "marcus@oyel"):
        assert "Marcus Oyelaran" in client.get("/desk/customers", {"q": words}).content.decode()
    reference = scene.cases["laptop"].reference
    typed = reference.lower().replace("-", " ")
    assert client.get("/desk/customers", {"q": typed})["Location"] == f"/desk/case/{reference}"


def test_light_and_dark_are_remembered_and_lead_nowhere_else(client: Client) -> None:
    answer = client.post("/desk/me/light", {"theme": "dark", "back": "https://evil.example/"})
    assert answer["Location"] == "/desk/me" and client.cookies["kept_theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/desk/").content.decode()


def test_people_are_let_in_by_admins_only(client: Client, scene: Scene, now: datetime) -> None:
    other = Client()
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    form = {"name": "Lena Ott", "email": "lena@kept.test", "role": "agent"}
    assert other.post("/desk/settings/people/new", form).status_code == 403
    assert client.post("/desk/settings/people/new", form).status_code == 302
    assert "Lena Ott" in client.get("/desk/settings/people").content.decode()


def test_an_invited_colleague_comes_in_once(client: Client, scene: Scene) -> None:
    page = client.post(f"/desk/settings/people/{scene.jonas.pk}/link", headers=HTMX).content.decode()
    link = page.partition('value="http')[2].partition('"')[0]
    address = "/desk/" + link.partition("/desk/")[2]
    fresh = Client()
    assert "Welcome, Jonas Weil" in fresh.get(address).content.decode()
    assert fresh.get(address).status_code == 200  # looking uses nothing
    assert fresh.post(address, {"password": "short"}).status_code == 422
    assert fresh.post(address, {"password": "a really long password"}).status_code == 302
    assert fresh.get("/desk/").status_code == 200
    assert Client().get(address).status_code == 409


def test_a_stranger_at_the_door_of_another_machine_cannot_be_the_first_admin(
    scene: Scene, now: datetime
) -> None:
    from kept.staff.first_link import first_link
    from kept.staff.models import Agent

    Agent.objects.filter(role="admin").update(role="agent")
    address = "/desk/" + str(first_link(now)).partition("/desk/")[2]
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1").get(address).status_code == 200
