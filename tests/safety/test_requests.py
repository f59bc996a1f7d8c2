"""What every request must bring, and what every answer says to the browser."""

import pytest
from django.conf import settings
from django.test import Client

from kept.project.environment import BadSettings, read
from tests.desk.scene import Scene
from tests.faults.desks import script
from tests.safety.addresses import every_address, things_of


@pytest.fixture
def strict(scene: Scene) -> Client:
    """A browser as it is: no exception for tests."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.ines, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def things(scene: Scene) -> dict[str, object]:
    return things_of(scene.cases["laptop"]) | {"agent": scene.jonas.pk}


def test_nothing_is_done_for_a_page_that_is_not_ours(strict: Client, things: dict[str, object]) -> None:
    """No POST without the token that only our own pages hold."""
    refused = 0
    for name, address in every_address(things):
        answer = strict.post(address, {"text": "x", "why": "x"})
        assert answer.status_code in (403, 405), f"{name}: {answer.status_code}"
        refused += answer.status_code == 403
    assert refused > 30
    for address in ("/accounts/login/", "/accounts/logout/", "/sandbox/new"):
        assert strict.post(address).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "127.0.0.1@evil.example"]
)
def test_a_name_that_is_not_ours_is_not_answered(client: Client, host: str) -> None:
    for path in ("/desk/", "/accounts/login/", "/"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 400
        assert "evil.example" not in answer.headers.get("Location", "")
    assert (
        client.get("/desk/", headers={"host": "127.0.0.1", "x-forwarded-host": "evil.example"}).status_code
        == 200
    )


def test_the_sessions_cookie_is_for_our_own_pages_and_for_no_script(scene: Scene) -> None:
    client = Client()
    page = client.post("/accounts/login/", {"login": "ines@kept.test", "password": "a long password"})
    assert page.status_code == 302
    cookie = page.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert int(cookie["max-age"] or 0) <= 14 * 24 * 3600  # none: it ends with the browser
    assert client.get("/accounts/login/").cookies.get("csrftoken", {"samesite": "Lax"})["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("url", "secure"), [("https://desk.example", "True"), ("http://127.0.0.1:8000", "False")]
)
def test_where_the_desk_is_served_by_tls_its_cookies_travel_by_nothing_else(url: str, secure: str) -> None:
    source = (
        "from django.conf import settings\nprint(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)"
    )
    assert script(settings.HOME, source, KEPT_PUBLIC_URL=url).split() == [secure, secure]


def test_no_page_of_the_desk_is_kept_referred_to_framed_by_others_or_scripted_by_them(
    client: Client, things: dict[str, object]
) -> None:
    seen = 0
    for name, address in every_address(things):
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        seen += 1
        assert "no-store" in answer["Cache-Control"], name
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY"), name
        policy = answer["Content-Security-Policy"]
        assert "unsafe-eval" not in policy and "http:" not in policy and "https:" not in policy, name
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0], name
    assert seen > 20


def test_everything_listens_on_this_machine_alone_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read({"KEPT_HOME": str(settings.HOME)})
    assert (plain.host, plain.smtp_host, plain.lmtp_socket) == ("127.0.0.1", "127.0.0.1", "")
    assert set(plain.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}


@pytest.mark.parametrize("name", ["KEPT_HOST", "KEPT_SMTP_HOST"])
@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])
def test_a_demo_is_refused_anywhere_else(name: str, address: str) -> None:
    with pytest.raises(BadSettings):
        read({"KEPT_HOME": str(settings.HOME), "KEPT_DEMO": "yes", name: address})


def test_the_sandbox_is_not_there_outside_a_demo(client: Client) -> None:
    for path in ("/sandbox/", "/sandbox/new", "/sandbox/1", "/sandbox/1/answer"):
        assert client.get(path).status_code in (404, 405)
        assert client.post(path).status_code in (404, 405)
