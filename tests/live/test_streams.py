"""Open pages, over real connections and a real database."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kept.clock import now
from tests.serve.desks import Web, wait_until

from .conftest import Teller
from .streams import Page

Make = Callable[..., Web]


def test_a_page_hears_what_changed(site: Web, teller: Teller) -> None:
    page = Page(site).begun()
    assert "content-type: text/event-stream" in page.head
    assert "cache-control: no-store" in page.head
    teller.tell("case", "K7Q3M9E", brand=3)
    assert page.hear() == ("case", "K7Q3M9E")


def test_a_page_hears_of_its_agents_brands_only(site: Web, teller: Teller) -> None:
    page = Page(site, "7.3").begun()
    teller.tell("case", "OTHER", brand=4)
    teller.tell("notice", "", agent=8)
    teller.tell("case", "OURS", brand=3)
    assert page.hear() == ("case", "OURS")


@pytest.mark.parametrize(
    ("cookie", "headers", "status"),
    [
        ("", "", 401),
        ("7", "Sec-Fetch-Site: cross-site\r\n", 403),
        ("7", "Sec-Fetch-Site: same-origin\r\n", 200),
    ],
)
def test_only_a_signed_in_agent_on_our_own_pages_gets_a_stream(
    site: Web, cookie: str, headers: str, status: int
) -> None:
    assert Page(site, cookie, headers=headers).status == status


def test_another_host_or_method_gets_none(site: Web) -> None:
    assert site.get("/live", {"Host": "evil.test", "Cookie": "s=7"})[0] == 400
    connection = site.open()
    connection.request("POST", "/live", headers={"Cookie": "s=7"})
    assert connection.getresponse().status == 405


def test_a_page_that_comes_back_reads_again(site: Web) -> None:
    assert Page(site, headers="Last-Event-ID: 1\r\n").hear() == ("again", "")


def test_what_changed_between_drawing_and_listening_is_told(site: Web, teller: Teller) -> None:
    time.sleep(2.1)  # by which it allows for clocks that differ
    drawn = int(now().timestamp() * 1000)
    teller.tell("case", "MEANWHILE")
    time.sleep(0.2)
    assert Page(site, path=f"/live?since={drawn}").hear() == ("case", "MEANWHILE")
    assert Page(site, path=f"/live?since={drawn + 60_000}").hear(0.5) is None


def test_a_page_drawn_before_this_process_listened_reads_again(live: Make) -> None:
    drawn = int((now().timestamp() - 60) * 1000)
    assert Page(live(), path=f"/live?since={drawn}").hear() == ("again", "")


def test_a_lost_connection_to_the_database_is_made_again_and_pages_read_again(
    site: Web, teller: Teller
) -> None:
    page = Page(site).begun()
    for listener in teller.listeners():
        teller.connection.execute("SELECT pg_terminate_backend(%s)", [listener])
    assert page.hear(10) == ("again", "")
    teller.tell("case", "AFTER")
    assert page.hear() == ("case", "AFTER")


def test_a_payload_that_is_none_of_ours_ends_nothing(site: Web, teller: Teller) -> None:
    page = Page(site).begun()
    teller.send("not json")
    teller.tell("case", "NEXT")
    assert page.hear() == ("case", "NEXT")


def test_a_page_that_takes_nothing_holds_up_nobody(site: Web, teller: Teller) -> None:
    stuck = Page(site, buffer=4096).begun()
    for round_ in range(15):  # 6 MB, more than the kernel holds for the stuck page
        for number in range(60):
            teller.tell("case", f"{round_}-{number}-".ljust(7000, "x"))
        time.sleep(0.2)
    page = Page(site).begun()
    teller.tell("outbox", "QUICK")
    assert page.hear(2) == ("outbox", "QUICK")
    stuck.close()


def test_two_hundred_quiet_pages_use_no_threads(site: Web, teller: Teller) -> None:
    Page(site).begun().close()
    before = json.loads(site.get("/process")[1])
    pages = [Page(site).begun() for _ in range(200)]
    during = json.loads(site.get("/process")[1])
    assert during["tasks"] <= 8 + 2 + 2  # pool, disk, loop, and one that watches for the parent
    assert during["peak"] - before["peak"] < 12 * 1024
    teller.tell("case", "ALL")
    assert {page.hear() for page in pages} == {("case", "ALL")}


def test_a_stream_ends_when_the_agent_is_signed_out(live: Make, tmp_path: Path) -> None:
    gone = tmp_path / "signed-out"
    page = Page(live(PRETEND_RECHECK="0.5", PRETEND_BEAT="0.2", PRETEND_SIGNED_OUT=str(gone))).begun()
    assert not page.has_ended(1.0)
    gone.touch()
    assert page.has_ended(3.0)


def test_streams_end_at_once_when_the_process_is_asked_to_end(live: Make) -> None:
    site = live()
    pages = [Page(site).begun() for _ in range(50)]
    began = time.monotonic()
    site.process.terminate()
    assert site.ends(3) == 0
    assert time.monotonic() - began < 2
    assert all(page.has_ended(1) for page in pages)


def test_pages_are_served_and_hear_later_when_the_database_comes_late(database: str, teller: Teller) -> None:
    nowhere = Web(PRETEND_DATABASE="host=/nonexistent dbname=none")
    try:
        nowhere.says("do not hear the database")
        assert nowhere.get("/")[0] == 200
    finally:
        nowhere.stop()


def test_a_page_that_cannot_be_served_now_is_told_to_come_again(live: Make, tmp_path: Path) -> None:
    broken = tmp_path / "database-away"
    site = live(PRETEND_AWAY=str(broken))
    broken.touch()
    page = Page(site)
    assert page.status == 200  # after a 503 a browser would not come back
    assert page.has_ended(2)
    broken.unlink()
    assert not Page(site).has_ended(0.5)


def test_a_reader_that_leaves_is_forgotten(site: Web) -> None:
    for _ in range(3):
        pages = [Page(site).begun() for _ in range(40)]
        for page in pages:
            page.close()
    assert wait_until(lambda: _open_sockets(site) < 20, 5)


def _open_sockets(site: Web) -> int:
    found = 0
    for descriptor in Path(f"/proc/{site.process.pid}/fd").iterdir():
        try:
            found += str(descriptor.readlink()).startswith("socket:")
        except FileNotFoundError:
            continue  # closed while we looked
    return found
