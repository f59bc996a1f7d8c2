"""Notes between us: whoever is named with an @ is told."""

from datetime import datetime

import pytest
from django.test import Client

from kept.handling.note import write_note
from kept.refusal import Refusal
from kept.staff.models import Agent, Notice
from tests.desk.scene import Scene


def test_a_colleague_who_is_named_is_told_and_stands_out(client: Client, scene: Scene, now: datetime) -> None:
    case = scene.cases["boot"]
    write_note(case.customer_id, case.pk, "@Jonas, is the 43 back? @Ines asks.", by=scene.ines, now=now)
    told = Notice.objects.get(kind="mention")
    assert told.agent == scene.jonas and "is the 43 back" in told.words
    page = client.get(f"/desk/case/{case.reference}").content.decode()
    assert '<b class="named">@Jonas</b>' in page and "inside only" in page


def test_a_note_that_names_somebody_who_does_not_see_the_brand_is_refused(
    scene: Scene, now: datetime
) -> None:
    case = scene.cases["boot"]
    Agent.objects.filter(pk=scene.jonas.pk).update(all_brands=False)
    with pytest.raises(Refusal, match="does not see this brand"):
        write_note(case.customer_id, case.pk, "@Jonas, look.", by=scene.ines, now=now)
