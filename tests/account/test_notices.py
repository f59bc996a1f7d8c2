"""Notices at the desk: grouped, read with a way back, page by page, counted beside the views."""

import re
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.staff.actions import News, notify
from kept.staff.models import Notice
from tests.desk.scene import Scene


def fill(scene: Scene, now: datetime, count: int) -> None:
    Notice.objects.all().delete()
    for number in range(count):
        notify([News(scene.ines.pk, "assigned", f"Notice {number}.")], now=now - timedelta(minutes=number))


def test_read_and_back(client: Client, scene: Scene, now: datetime) -> None:
    fill(scene, now, 3)
    done = client.post("/desk/notices/read", follow=True).content.decode()
    assert "3 notices are read." in done and Notice.objects.filter(read_at=None).count() == 0
    back = re.search(r"/desk/notices/unread/\w+", done)
    assert back, done
    client.post(back[0])
    assert Notice.objects.filter(read_at=None).count() == 3


def test_one_read_is_taken_back_alone(client: Client, scene: Scene, now: datetime) -> None:
    fill(scene, now, 3)
    first, second, _third = Notice.objects.order_by("-at")
    client.post(f"/desk/notices/{first.pk}/read", follow=True)
    page = client.post(f"/desk/notices/{second.pk}/read", follow=True).content.decode()
    back = re.search(r"/desk/notices/unread/\w+", page)
    assert back
    client.post(back[0])
    assert list(Notice.objects.filter(read_at=None).order_by("-at").values_list("pk", flat=True)[:1]) == [
        second.pk
    ]
    assert Notice.objects.get(pk=first.pk).read_at is not None


def test_what_belongs_to_one_case_stands_together(client: Client, scene: Scene, now: datetime) -> None:
    Notice.objects.all().delete()
    reference = scene.cases["laptop"].reference
    for number, kind in enumerate(("warned", "broken", "escalated")):
        notify([News(scene.ines.pk, kind, f"It is {kind}.", reference)], now=now + timedelta(minutes=number))
    page = client.get("/desk/notices").content.decode()
    assert (
        page.count('<li class="thing told') == 1 and page.count(f'<span class="code">{reference}</span>') == 1
    )

    one = re.search(r'action="(/desk/notices/\d+/read)"', page)
    assert one
    client.post(one[1])
    assert not Notice.objects.filter(read_at=None).exists()


def test_pages_follow_each_other_without_a_gap_at_a_fixed_cost(
    client: Client, scene: Scene, now: datetime
) -> None:
    fill(scene, now, 120)
    seen: list[str] = []
    path, costs = "/desk/notices", set()
    client.get(path)
    while path:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        costs.add(len(queries))
        seen += re.findall(r"<b>Notice (\d+)\.</b>", page)
        more = re.search(r'href="(\?before=[^"]+)"', page)
        path = f"/desk/notices{more[1]}" if more else ""
    assert seen == [str(number) for number in range(120)]
    assert len(costs) == 1 and costs.pop() <= 9


def test_new_ones_alone(client: Client, scene: Scene, now: datetime) -> None:
    fill(scene, now, 2)
    Notice.objects.filter(words="Notice 0.").update(read_at=now)
    page = client.get("/desk/notices?only=new").content.decode()
    assert "Notice 1." in page and "Notice 0." not in page


def test_a_made_up_place_begins_at_the_top(client: Client, scene: Scene, now: datetime) -> None:
    fill(scene, now, 2)
    for place in ("nonsense", "2026-06-17 1", "9" * 400, "2026-06-17T10:00:00 x"):
        assert "Notice 0." in client.get("/desk/notices", {"before": place}).content.decode()
