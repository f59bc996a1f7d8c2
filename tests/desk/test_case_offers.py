"""Handing a case over: offered with its story, and its owner's until somebody accepts."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.cases.models import Case, Note, Offer
from kept.handling.assign import take_case
from kept.handling.offering import accept_offer, decline_offer, offer_case, withdraw_offer
from kept.promises.models import OPEN, Promise
from kept.refusal import NotAllowed, Refusal
from kept.staff.actions import everyone
from kept.staff.models import Agent, Notice
from tests.desk.scene import Scene


def signed_in(agent: object) -> Client:
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return client


def boot(scene: Scene) -> Case:
    return Case.objects.get(customer_id=scene.cases["boot"].customer_id, pk=scene.cases["boot"].pk)


def test_an_offered_case_and_what_is_owed_in_it_stay_until_it_is_accepted(
    scene: Scene, now: datetime
) -> None:
    case = boot(scene)
    owed = Promise.objects.filter(customer_id=case.customer_id, case_id=case.pk, state__in=OPEN)
    due = list(owed.order_by("pk").values_list("due_at", flat=True))
    offer = offer_case(
        case.customer_id,
        case.pk,
        to=scene.jonas,
        team=None,
        words="She wants one boot.",
        by=scene.ines,
        now=now,
    )
    assert boot(scene).owner == scene.ines and set(owed.values_list("owner_id", flat=True)) == {scene.ines.pk}
    assert Notice.objects.filter(
        agent=scene.jonas, kind="transfer", words__contains="She wants one boot."
    ).exists()
    accept_offer(case.customer_id, offer.pk, by=scene.jonas, now=now + timedelta(minutes=1))
    assert boot(scene).owner == scene.jonas and set(owed.values_list("owner_id", flat=True)) == {
        scene.jonas.pk
    }
    assert list(owed.order_by("pk").values_list("due_at", flat=True)) == due
    assert Notice.objects.filter(agent=scene.ines, kind="transfer").exists()
    assert Note.objects.filter(
        customer_id=case.customer_id, case_id=case.pk, text="She wants one boot."
    ).exists()


def test_declining_needs_a_reason_and_leaves_everything_as_it_was(scene: Scene, now: datetime) -> None:
    case = boot(scene)
    key = (case.customer_id, case.pk)
    offer = offer_case(*key, to=scene.jonas, team=None, words="Please.", by=scene.ines, now=now)
    with pytest.raises(Refusal):
        decline_offer(case.customer_id, offer.pk, why=" ", by=scene.jonas, now=now)
    decline_offer(case.customer_id, offer.pk, why="I am away tomorrow.", by=scene.jonas, now=now)
    assert boot(scene).owner == scene.ines
    assert Notice.objects.filter(agent=scene.ines, words__contains="I am away tomorrow.").exists()
    with pytest.raises(Refusal):
        accept_offer(case.customer_id, offer.pk, by=scene.jonas, now=now)


def test_only_who_was_asked_answers_and_only_who_asked_or_leads_takes_it_back(
    scene: Scene, now: datetime
) -> None:
    case = boot(scene)
    key = (case.customer_id, case.pk)
    offer = offer_case(*key, to=scene.jonas, team=None, words="Please.", by=scene.ines, now=now)
    with pytest.raises(NotAllowed):
        accept_offer(case.customer_id, offer.pk, by=scene.ines, now=now)
    with pytest.raises(NotAllowed):
        withdraw_offer(case.customer_id, offer.pk, by=scene.jonas, now=now)
    withdraw_offer(case.customer_id, offer.pk, by=scene.ines, now=now)
    assert Offer.objects.get(customer_id=case.customer_id, pk=offer.pk).state == "withdrawn"


def test_a_case_is_offered_once_and_whoever_takes_it_meanwhile_ends_the_offer(
    scene: Scene, now: datetime
) -> None:
    case = boot(scene)
    key = (case.customer_id, case.pk)
    offer = offer_case(*key, to=None, team=everyone(), words="Who has an hour?", by=scene.ines, now=now)
    with pytest.raises(Refusal):
        offer_case(*key, to=scene.jonas, team=None, words="Or you?", by=scene.ines, now=now)
    take_case(*key, by=scene.jonas, now=now)
    assert Offer.objects.get(customer_id=case.customer_id, pk=offer.pk).state == "withdrawn"


def test_whoever_is_asked_sees_the_story_in_one_block_and_accepts_there(client: Client, scene: Scene) -> None:
    path = f"/desk/case/{scene.cases['boot'].reference}"
    form = {"to": f"agent:{scene.jonas.pk}", "why": "She waits for the 43."}
    assert client.post(f"{path}/handover", form).status_code == 302
    mine = client.get(path).content.decode()
    assert "Take the offer back" in mine and "handover/acceptance" not in mine
    jonas = signed_in(scene.jonas)
    page = jonas.get(path).content.decode()
    assert "Ines Valadão offers you this case." in page and "She waits for the 43." in page
    assert "The whole story on one page" in page
    assert jonas.post(f"{path}/handover/acceptance").status_code == 302
    assert boot(scene).owner == scene.jonas
    assert "took the case over" in jonas.get(path).content.decode()


def test_the_story_is_one_readable_page(client: Client, scene: Scene) -> None:
    case = scene.cases["laptop"]
    page = client.get(f"/desk/case/{case.reference}/story").content.decode()
    assert "Laptop dead after nine days" in page and "What we owe" in page
    assert "The video shows a dead board." in page and 'id="composer"' not in page


def test_whoever_of_the_team_does_not_see_the_brand_reads_nothing_of_an_offer(
    scene: Scene, now: datetime
) -> None:
    case = boot(scene)
    Agent.objects.filter(pk=scene.jonas.pk).update(all_brands=False)
    offer = offer_case(
        case.customer_id, case.pk, to=None, team=everyone(), words="Her words.", by=scene.ines, now=now
    )
    assert Notice.objects.filter(words__contains="Her words.").exists()
    assert not Notice.objects.filter(agent=scene.jonas, words__contains="Her words.").exists()
    with pytest.raises(Refusal, match="does not see this brand"):
        accept_offer(case.customer_id, offer.pk, by=Agent.objects.get(pk=scene.jonas.pk), now=now)


def test_of_two_who_accept_one_has_it_and_the_other_is_told(scene: Scene, now: datetime) -> None:
    case = boot(scene)
    offer = offer_case(
        case.customer_id, case.pk, to=None, team=everyone(), words="Who?", by=scene.ines, now=now
    )
    accept_offer(case.customer_id, offer.pk, by=scene.jonas, now=now)
    with pytest.raises(Refusal, match="has ended"):
        accept_offer(case.customer_id, offer.pk, by=scene.ines, now=now)
    assert boot(scene).owner == scene.jonas
