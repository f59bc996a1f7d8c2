"""Who reads and who writes in a case, and the pen."""

from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.faces.live.models import Presence
from kept.faces.live.presence import beat, pen_of, take_over, who_is_here
from kept.staff.models import Notice
from tests.desk.scene import Scene

SECOND = timedelta(seconds=1)


def at(scene: Scene) -> str:
    return scene.cases["boot"].reference


def test_somebody_is_here_until_half_a_minute_without_a_heartbeat(scene: Scene, now: datetime) -> None:
    beat(at(scene), 1, scene.jonas, writing=False, now=now)
    assert [here.name for here in who_is_here(at(scene), now=now + 29 * SECOND)] == ["Jonas Weil"]
    assert who_is_here(at(scene), now=now + 31 * SECOND) == []


def test_the_first_to_write_has_the_pen_and_keeps_it_while_he_writes(scene: Scene, now: datetime) -> None:
    beat(at(scene), 1, scene.jonas, writing=True, now=now)
    beat(at(scene), 1, scene.ines, writing=True, now=now + SECOND)
    beat(at(scene), 1, scene.jonas, writing=True, now=now + 10 * SECOND)
    pen = pen_of(who_is_here(at(scene), now=now + 11 * SECOND))
    assert pen is not None and pen.agent_id == scene.jonas.pk
    beat(at(scene), 1, scene.jonas, writing=False, now=now + 12 * SECOND)
    pen = pen_of(who_is_here(at(scene), now=now + 13 * SECOND))
    assert pen is not None and pen.agent_id == scene.ines.pk


def test_whoever_comes_back_after_a_break_does_not_find_his_old_pen(scene: Scene, now: datetime) -> None:
    beat(at(scene), 1, scene.jonas, writing=True, now=now)
    beat(at(scene), 1, scene.ines, writing=True, now=now + 40 * SECOND)
    beat(at(scene), 1, scene.jonas, writing=True, now=now + 41 * SECOND)
    pen = pen_of(who_is_here(at(scene), now=now + 42 * SECOND))
    assert pen is not None and pen.agent_id == scene.ines.pk


def test_taking_over_is_told_on_the_page_and_by_a_notice(client: Client, scene: Scene, now: datetime) -> None:
    jonas = Client()
    jonas.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/desk/case/{at(scene)}"
    assert jonas.post(f"{url}/presence", {"doing": "writing"}).status_code == 200
    page = client.get(url).content.decode()
    assert "Jonas Weil is writing an answer." in page and "Take over" in page
    assert client.post(f"{url}/pen", headers={"x-requested-with": "presence"}).status_code == 200
    told = jonas.post(f"{url}/presence", {"doing": "writing"}).content.decode()
    assert "Ines Valadão has taken over the answer. Your words are kept." in told and "Take it back" in told
    assert Notice.objects.filter(agent=scene.jonas, kind="transfer").exists()
    assert "Jonas Weil is reading" in client.post(f"{url}/presence", {"doing": "writing"}).content.decode()


def test_two_who_take_over_from_each_other_never_both_hold_the_pen(scene: Scene, now: datetime) -> None:
    for step, agent in enumerate((scene.ines, scene.jonas, scene.ines)):
        here = take_over(at(scene), 1, agent, title="One boot", now=now + step * SECOND)
        pen = pen_of(here)
        assert pen is not None and pen.agent_id == agent.pk


def test_a_heartbeat_is_cheap_and_looking_changes_nothing(client: Client, scene: Scene) -> None:
    url = f"/desk/case/{at(scene)}/presence"
    assert client.get(url).status_code == 200 and not Presence.objects.exists()
    client.post(url, {"doing": "reading"})
    with CaptureQueriesContext(connection) as queries:
        client.post(url, {"doing": "reading"})
    assert len(queries) <= 8
    assert client.post(url, {"doing": "gone"}).status_code == 204 and not Presence.objects.exists()
