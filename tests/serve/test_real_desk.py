"""`kept serve` as it is run: with its own database, the real processes and the real pages."""

import gzip
import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from kept.operations.postgres import Server, throw_away_home
from tests.live.streams import Page

from .desks import RealDesk, RealWeb, is_alive, wait_until

SIGN_IN = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "kept.project.settings"
import django
django.setup()
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from kept.clock import now
from kept.staff.models import Agent
agent = Agent.objects.create(email="mara@example.com", name="Mara Lind", joined_at=now())
request = HttpRequest()
request.session = SessionStore()
login(request, agent, "django.contrib.auth.backends.ModelBackend")
request.session.save()
print(request.session.session_key)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that is thrown away; each desk of this module finds what the one before left."""
    with throw_away_home("kept-serve-") as folder:
        yield folder


@pytest.fixture
def desk(home: Path) -> Iterator[RealDesk]:
    """A desk in which everything answers."""
    one = RealDesk(home)
    try:
        one.runs()
        assert "in part" not in one.said(), one.said()
        yield one
    finally:
        one.stop()


def answer(desk: RealDesk, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
    connection = desk.open()
    connection.request("GET", path, headers=headers or {})
    found = connection.getresponse()
    found.body = found.read()  # type: ignore[attr-defined]
    return found


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            return connection.recv(100).startswith(b"220")
    except OSError:
        return False


def test_from_an_empty_folder_to_the_first_sign_in(desk: RealDesk) -> None:
    link = (desk.home / "first-signin").read_text().strip()
    assert stat.S_IMODE((desk.home / "first-signin").stat().st_mode) == 0o600
    assert link.startswith(f"http://127.0.0.1:{desk.port}/")
    assert link not in desk.said()
    page = answer(desk, link.removeprefix(f"http://127.0.0.1:{desk.port}"))
    assert page.status == 200
    assert answer(desk, "/live").status == 401


def test_static_files_are_compressed_and_kept_for_ever_by_browsers(desk: RealDesk) -> None:
    page = answer(desk, (desk.home / "first-signin").read_text().strip().partition(str(desk.port))[2])
    style = re.search(rb'href="(/static/[^"]+\.css)"', page.body)  # type: ignore[attr-defined]
    assert style is not None
    plain = answer(desk, style[1].decode())
    packed = answer(desk, style[1].decode(), {"Accept-Encoding": "gzip"})
    assert "immutable" in (plain.getheader("Cache-Control") or "")
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body  # type: ignore[attr-defined]


def test_the_product_cannot_change_what_the_ledger_holds(desk: RealDesk) -> None:
    with psycopg.connect(Server(desk.home).url(), autocommit=True) as product:
        assert product.execute("SELECT count(*) FROM ledger_entry").fetchone() is not None
        for forbidden in (
            "UPDATE ledger_entry SET body = ''",
            "DELETE FROM ledger_entry",
            "TRUNCATE ledger_entry",
            "DROP TABLE ledger_entry",
            "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                product.execute(forbidden)


def test_a_signed_in_agent_hears_what_changes(desk: RealDesk) -> None:
    made = subprocess.run(
        [sys.executable, "-c", SIGN_IN],
        env=os.environ | {"KEPT_HOME": str(desk.home), "KEPT_DATABASE_ROLE": "kept_app", "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    page = Page(desk, headers=f"Cookie: sessionid={made.stdout.strip()}\r\n").begun()
    with psycopg.connect(Server(desk.home).url(), autocommit=True) as product:
        product.execute("""SELECT pg_notify('kept_live', '{"k": "case", "ref": "K7Q3M9E", "brand": 1}')""")
    assert page.hear() == ("case", "K7Q3M9E")


@pytest.mark.parametrize("which", ["server", "keeper"])
def test_a_killed_database_is_back_in_seconds_and_no_process_has_to_be_started_again(
    desk: RealDesk, which: str
) -> None:
    names = ("web-1", "web-2", "worker", "mail", "zygote")
    before = [desk.pid(name) for name in names]
    os.kill(getattr(Server(desk.home).status(), which), signal.SIGKILL)
    # The first page that asks the database for something.
    assert wait_until(lambda: answer(desk, "/desk/welcome/no-such-link").status in (404, 409), 15)
    time.sleep(1.0)
    assert [desk.pid(name) for name in names] == before


def test_killed_processes_are_back_in_seconds(desk: RealDesk) -> None:
    for name in ("web-1", "worker", "mail"):
        os.kill(desk.pid(name) or 0, signal.SIGKILL)
    assert wait_until(lambda: all(desk.pid(name) for name in ("web-1", "worker", "mail")), 5)
    assert wait_until(lambda: _greets(desk.mail_port), 10)
    assert answer(desk, "/accounts/login/").status == 200


def test_nothing_is_left_after_the_supervisor_was_killed(
    desk: RealDesk, comes_true: Callable[..., bool]
) -> None:
    state = Server(desk.home).status()
    pids = [*desk.processes(), state.keeper, state.server]
    desk.process.kill()
    assert comes_true(lambda: not any(map(is_alive, pids)), 5)


def test_ctrl_c_stops_the_database_too(desk: RealDesk) -> None:
    server = Server(desk.home).status().server
    began = time.monotonic()
    desk.process.send_signal(signal.SIGINT)
    assert desk.ends(8) == 0
    assert not is_alive(server)
    assert time.monotonic() - began < 5


def test_a_web_process_by_itself_brings_the_database_and_lets_it_go(home: Path) -> None:
    alone = RealWeb(home)
    try:
        alone.says("Pages are served at")
        assert answer(alone, "/accounts/login/").status == 200
        server = Server(home).status().server
        assert server and is_alive(server)
        alone.process.terminate()
        assert alone.ends(5) == 0
        assert wait_until(lambda: not is_alive(server), 5)
    finally:
        alone.stop()
