"""One verb over many rows: each case its own gate and fact, one refusal stops nobody, and it can be taken back."""

from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from kept.cases.models import Case, Note
from kept.handling.spam import mark_spam, not_spam
from kept.ledger.models import Entry
from kept.promises.close import move
from kept.promises.models import Promise
from kept.staff.models import BrandSeat, Notice
from tests.desk.scene import Scene

HTMX = {"hx-request": "true"}


def codes(scene: Scene, *names: str) -> list[str]:
    """The most urgent owed promise of each case, by its code."""
    found = []
    for name in names:
        case = scene.cases[name]
        rows = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk, state="owed")
        found.append(rows.exclude(promisor="customer").order_by("due_at").values_list("code", flat=True)[0])
    return found


def fresh(scene: Scene, name: str) -> Case:
    case = scene.cases[name]
    return Case.objects.get(customer_id=case.customer_id, pk=case.pk)


def said(answer: HttpResponse) -> tuple[str, str]:
    """The line that the reader gets, and the address that takes it back."""
    [message] = [*get_messages(answer.wsgi_request)][-1:]
    return str(message), message.tags.split(" ")[0]


def undo(client: Client, answer: HttpResponse) -> HttpResponse:
    return client.post(said(answer)[1])


def test_many_are_taken_each_with_its_own_fact_and_given_back(client: Client, scene: Scene) -> None:
    before = {name: (fresh(scene, name).owner_id, fresh(scene, name).team_id) for name in ("press", "fresh")}
    answer = client.post(
        "/desk/owed/taking", {"row": codes(scene, "press", "fresh", "boot"), "back": "/desk/mine"}
    )
    assert answer["Location"] == "/desk/mine"
    line, address = said(answer)
    assert line.startswith("2 taken. 1 refused:") and "It is yours already." in line
    assert {fresh(scene, name).owner for name in ("press", "fresh")} == {scene.ines}
    for name in ("press", "fresh"):
        assert Entry.objects.filter(customer_id=scene.cases[name].customer_id, kind="case.assigned").exists()
    back = client.post(address)
    assert said(back)[0] == "2 taken back."
    assert {name: (fresh(scene, name).owner_id, fresh(scene, name).team_id) for name in before} == before
    # Once only.
    assert client.post(address).status_code == 409


def test_who_is_given_many_is_told_and_what_changed_since_is_not_taken_back(
    client: Client, scene: Scene
) -> None:
    answer = client.post("/desk/owed/owner", {"row": codes(scene, "boot", "fresh"), "to": scene.jonas.pk})
    assert said(answer)[0] == "2 given to Jonas Weil."
    assert Notice.objects.filter(agent=scene.jonas, kind="assigned").count() >= 2
    client.post("/desk/owed/taking", {"row": codes(scene, "boot")})
    line, _ = said(undo(client, answer))
    assert line.startswith("1 taken back. 1 refused:") and "Somebody else has it meanwhile." in line


def test_two_rows_of_one_case_are_one_case(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["laptop"]
    rows = list(
        Promise.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, state="owed", promisor="company"
        ).values_list("code", flat=True)
    )
    assert len(rows) > 1
    form = {"row": rows, "until": "2026-06-20T09:00", "why": "is the money there?"}
    assert said(client.post("/desk/owed/snooze", form))[0] == "1 snoozed."


def test_snoozing_many_is_taken_back(client: Client, scene: Scene) -> None:
    form = {"row": codes(scene, "boot", "press"), "until": "2026-06-20T09:00", "why": "the depot rings back"}
    answer = client.post("/desk/owed/snooze", form)
    made = Promise.objects.filter(text="Look again: the depot rings back")
    assert [row.state for row in made] == ["owed", "owed"]
    undo(client, answer)
    assert [row.state for row in made.all()] == ["void", "void"]


def test_settling_refuses_each_in_which_something_is_owed_and_says_so(client: Client, scene: Scene) -> None:
    answer = client.post("/desk/owed/settlement", {"row": codes(scene, "boot", "press"), "cause": "Done."})
    line, address = said(answer)
    assert (
        line.startswith("2 refused:")
        and "Something is still owed here" in line
        and not address.startswith("/")
    )
    assert fresh(scene, "boot").settled_at is None


def test_settling_what_waits_for_its_proof_is_done_and_opened_again(client: Client, scene: Scene) -> None:
    case = scene.cases["proof"]
    code = Promise.objects.get(customer_id=case.customer_id, case_id=case.pk, state="in_proof").code
    answer = client.post("/desk/owed/settlement", {"row": [code], "cause": "The depot has it."})
    assert said(answer)[0] == "1 settled." and fresh(scene, "proof").settled_at is not None
    assert said(undo(client, answer))[0] == "1 taken back." and fresh(scene, "proof").settled_at is None


def test_spam_needs_a_reason_and_is_taken_back(client: Client, scene: Scene) -> None:
    rows = codes(scene, "boot", "fresh")
    assert client.post("/desk/owed/spam", {"row": rows, "why": ""}, headers=HTMX).status_code == 422
    answer = client.post("/desk/owed/spam", {"row": rows, "why": "A list was sold."})
    assert fresh(scene, "boot").spam_reason == "A list was sold."
    assert said(undo(client, answer))[0] == "2 taken back." and not fresh(scene, "boot").spam_reason


def test_another_time_stands_with_its_reason_and_what_broke_stays_broken(
    client: Client, scene: Scene, now: datetime
) -> None:
    rows = codes(scene, "boot", "press")
    before = {row.code: row.due_at for row in Promise.objects.filter(code__in=rows)}
    form = {"row": rows, "due": "2026-06-18T12:00", "why": "The part comes in the morning."}
    answer = client.post("/desk/owed/time", form)
    assert said(answer)[0] == "2 moved."
    moved = {row.code: row for row in Promise.objects.filter(code__in=rows)}
    assert {row.due_at.isoformat() for row in moved.values()} == {"2026-06-18T12:00:00+00:00"}
    assert Note.objects.filter(
        customer_id=scene.cases["boot"].customer_id, text__contains="comes in the morning"
    ).exists()
    broken = next(row for row in moved.values() if row.customer_id == scene.cases["press"].customer_id)
    assert broken.broken_at == before[broken.code]
    # What had passed already cannot be due then again.
    line, _ = said(undo(client, answer))
    assert line.startswith("1 taken back. 1 refused:") and "already passed" in line


def test_a_row_of_another_brand_is_refused_and_the_others_are_done(client: Client, scene: Scene) -> None:
    scene.jonas.all_brands = False
    scene.jonas.save(update_fields=["all_brands"])
    BrandSeat.objects.create(agent=scene.jonas, brand_id=scene.cases["boot"].brand_id)
    other = Client()
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    rows = codes(scene, "boot", "laptop")
    line, _ = said(other.post("/desk/owed/taking", {"row": rows}))
    assert line.startswith("1 taken. 1 refused:") and "Laptop" not in line and "Marcus" not in line
    assert fresh(scene, "laptop").owner != scene.jonas


def test_many_in_parts_are_added_up_and_told_once(client: Client, scene: Scene) -> None:
    first, second, third = codes(scene, "press", "fresh", "boot")
    part = {**HTMX, "x-kept-part": "abc"}
    assert client.post("/desk/owed/taking", {"row": [first]}, headers=part).status_code == 204
    assert client.post("/desk/owed/taking", {"row": [third]}, headers=part).status_code == 204
    answer = client.post("/desk/owed/taking", {"row": [second], "part": "abc"}, headers=HTMX)
    line, address = said(answer)
    assert line.startswith("2 taken. 1 refused:")
    assert said(client.post(address))[0] == "2 taken back."


@pytest.mark.parametrize("verb", ["taking", "owner", "snooze", "settlement", "spam", "time"])
def test_every_verb_has_a_form_that_changes_nothing_and_works_without_script(
    client: Client, scene: Scene, verb: str
) -> None:
    [row] = codes(scene, "boot")
    page = client.get(f"/desk/owed/{verb}", {"row": row}).content.decode()
    assert "<html" in page and f'value="{row}"' in page and "1 row selected." in page
    assert client.get(f"/desk/owed/{verb}").status_code == 409
    assert client.post(f"/desk/owed/{verb}", {}, headers=HTMX).status_code == 422


def test_nobody_is_led_to_another_host(client: Client, scene: Scene) -> None:
    form = {"row": codes(scene, "press"), "back": "https://evil.example/desk/"}
    assert client.post("/desk/owed/taking", form)["Location"] == "/desk/"


def test_who_only_reads_takes_nothing(client: Client, scene: Scene, now: datetime) -> None:
    scene.jonas.role = "reader"
    scene.jonas.save(update_fields=["role"])
    reader = Client()
    reader.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    assert reader.post("/desk/owed/taking", {"row": codes(scene, "boot")}, headers=HTMX).status_code == 403


def test_a_far_time_is_no_trouble(client: Client, scene: Scene, now: datetime) -> None:
    late = (now + timedelta(days=400)).strftime("%Y-%m-%dT%H:%M")
    assert (
        said(client.post("/desk/owed/time", {"row": codes(scene, "boot"), "due": late, "why": "Next year."}))[
            0
        ]
        == "1 moved."
    )


def test_what_somebody_ended_again_is_not_opened(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["fresh"]
    answer = client.post("/desk/owed/spam", {"row": codes(scene, "fresh"), "why": "A list was sold."})
    not_spam(case.customer_id, case.pk, by=scene.ines, now=now)
    mark_spam(
        case.customer_id, case.pk, reason="I looked: it is.", by=scene.ines, now=now + timedelta(hours=1)
    )
    line, _ = said(undo(client, answer))
    assert line.startswith("1 refused:") and "Somebody else has ended it meanwhile" in line
    assert fresh(scene, "fresh").spam_reason == "I looked: it is."


def test_a_snooze_that_was_put_off_is_not_taken_back(client: Client, scene: Scene, now: datetime) -> None:
    form = {"row": codes(scene, "boot"), "until": "2026-06-20T09:00", "why": "the depot"}
    answer = client.post("/desk/owed/snooze", form)
    row = Promise.objects.get(text="Look again: the depot")
    later = now + timedelta(days=9)
    move(row.customer_id, row.pk, due_at=later, words="", by=scene.ines.actor, now=now)
    assert "put to another time meanwhile" in said(undo(client, answer))[0]
    assert Promise.objects.get(pk=row.pk).state == "owed"


def test_a_moved_promise_gets_its_words_back(client: Client, scene: Scene) -> None:
    rows = codes(scene, "boot")
    Promise.objects.filter(code__in=rows).update(due_words="by tonight")
    form = {"row": rows, "due": "2026-06-18T12:00", "why": "The part comes in the morning."}
    undo(client, client.post("/desk/owed/time", form))
    assert Promise.objects.get(code__in=rows).due_words == "by tonight"
