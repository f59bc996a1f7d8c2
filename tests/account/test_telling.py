"""What goes beyond the desk: when, to whom, what it says, and what happens when it cannot go."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kept.channels.mail import models as mail_models
from kept.operations.telling.due import AGAIN, tell_due
from kept.operations.telling.reaching import Door, Unreachable, post
from kept.staff.actions import News, notify, read_notices
from kept.staff.hearing import MAIL_WAITS, Wishes, choose
from kept.staff.models import Agent, Notice
from kept.staff.pushing import NoBrowser, public_key, subscribe
from kept.staff.telling import PushSubscription, Telling
from tests.account.pushservice import Browser, PushService, claims_of, encode
from tests.desk.scene import Scene
from tests.mail_transport.peers.sink import Sink

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Wishes(quiet_from=time(20), quiet_until=time(7), quiet_weekends=True)
SECRET_WORDS = "Promise to Wendeline Maas: her dress by Friday."


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    service = PushService(tmp_path)
    yield service
    service.stop()


@pytest.fixture
def sink(scene: Scene, settings: object) -> Iterator[Sink]:
    settings.EMAIL_BACKEND = "kept.channels.mail.sending.django_backend.Backend"  # type: ignore[attr-defined]
    sink = Sink().start()
    mail_models.Relay.objects.create(host="127.0.0.1", port=sink.port, security="none")
    yield sink
    sink.stop()


@pytest.fixture
def jonas(scene: Scene) -> Agent:
    """Nothing is on its way to him yet."""
    Telling.objects.all().delete()
    return scene.jonas


def listen(agent: Agent, service: PushService, browser: Browser, now: datetime) -> PushSubscription:
    return PushSubscription.objects.create(
        agent=agent, endpoint=service.url, browser_key=browser.point, secret=browser.secret, made_at=now
    )


def tell(
    agent: Agent, now: datetime, kind: str = "broken", words: str = SECRET_WORDS, ref: str = "K7Q-3M9-E"
) -> None:
    notify([News(agent.pk, kind, words, ref)], now=now)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-06-17 12:00", "2026-06-17 12:00"),  # a Wednesday at noon
        ("2026-06-17 20:00", "2026-06-18 07:00"),
        ("2026-06-18 06:59", "2026-06-18 07:00"),
        ("2026-06-18 07:00", "2026-06-18 07:00"),
        ("2026-06-19 21:00", "2026-06-22 07:00"),  # a Friday evening, and the weekend after it
        ("2026-06-20 10:00", "2026-06-22 07:00"),
        ("2026-10-24 21:00", "2026-10-26 07:00"),  # over the night in which an hour comes twice
    ],
)
def test_quiet_hours_end_when_they_end(at: str, until: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    assert NIGHT.not_before(moment, BERLIN) == datetime.fromisoformat(until).replace(tzinfo=BERLIN)


def test_without_quiet_hours_nothing_waits() -> None:
    moment = datetime(2026, 6, 20, 3, tzinfo=UTC)
    assert Wishes().not_before(moment, BERLIN) == moment


def test_a_mail_names_the_kind_and_the_reference_and_nothing_of_the_customer(
    jonas: Agent, sink: Sink, now: datetime
) -> None:
    tell(jonas, now)
    tell(jonas, now, "escalated", "Also secret: Maas.", "P4V-FQ2-A")
    assert tell_due(now=now) == 0  # it waits for him to see it at the desk
    assert tell_due(now=now + MAIL_WAITS) == 2
    (got,) = sink.got  # one letter for both
    letter = message_from_bytes(got.content, policy=policy.default)
    text = letter.get_content()
    assert got.recipients == [jonas.email]
    assert letter["Subject"] == "[Kept] A promise is broken: K7Q-3M9-E, and 1 more"
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Message-ID"].startswith("<kept.notice.")
    assert "/desk/case/K7Q-3M9-E" in text and "P4V-FQ2-A" in text and "/desk/me/telling" in text
    assert b"Maas" not in got.content and b"dress" not in got.content
    assert not Telling.objects.exists() and tell_due(now=now + timedelta(hours=1)) == 0


def test_what_was_read_at_the_desk_needs_no_mail(jonas: Agent, sink: Sink, now: datetime) -> None:
    tell(jonas, now)
    read_notices(jonas, now=now + timedelta(minutes=1))
    tell_due(now=now + MAIL_WAITS)
    assert sink.got == [] and not Telling.objects.exists()


def test_without_a_relay_it_is_tried_again_and_given_up_in_the_end(
    jonas: Agent, settings, now: datetime
) -> None:
    settings.EMAIL_BACKEND = "kept.channels.mail.sending.django_backend.Backend"
    tell(jonas, now)
    at = now + MAIL_WAITS
    for wait in AGAIN:
        assert tell_due(now=at) == 0
        row = Telling.objects.get()
        assert "No way to send mail" in row.problem and row.due_at == at + wait
        at = row.due_at
    assert tell_due(now=at) == 1 and not Telling.objects.exists()
    assert Notice.objects.filter(agent=jonas, kind="broken", case_reference="K7Q-3M9-E").exists()


def test_who_chose_otherwise_hears_otherwise(jonas: Agent, sink: Sink, now: datetime) -> None:
    choose(
        jonas, Wishes(quietly=frozenset({"assigned"}), by_mail=frozenset({"mention"}), by_push=frozenset())
    )
    tell(jonas, now, "broken")
    tell(jonas, now, "mention", ref="P4V-FQ2-A")
    tell(jonas, now, "assigned", ref="CP5-QNR-N")
    tell_due(now=now + MAIL_WAITS)
    assert len(sink.got) == 1 and b"P4V-FQ2-A" in sink.got[0].content
    assert Notice.objects.get(agent=jonas, kind="assigned", case_reference="CP5-QNR-N").read_at == now
    assert Notice.objects.get(agent=jonas, kind="broken", case_reference="K7Q-3M9-E").read_at is None


def test_a_browser_reads_what_nobody_on_the_way_can(
    jonas: Agent, service: PushService, now: datetime
) -> None:
    browser = Browser()
    listen(jonas, service, browser, now)
    tell(jonas, now)
    tell_due(now=now, door=service.door)
    headers, body = service.got[0]
    told = json.loads(browser.read(body))
    assert told["title"] == "A promise is broken: K7Q-3M9-E" and told["url"] == "/desk/case/K7Q-3M9-E"
    assert b"K7Q" not in body and "Maas" not in json.dumps(told)
    claims = claims_of(headers["Authorization"])
    assert claims["key"] == public_key() and claims["aud"] == service.url.removesuffix("/push/one")
    assert claims["sub"].startswith("mailto:") and claims["exp"] < (now + timedelta(hours=24)).timestamp()
    assert (
        headers["Urgency"] == "high"
        and int(headers["TTL"]) > 0
        and headers["Content-Encoding"] == "aes128gcm"
    )


def test_the_same_thing_is_told_once_however_many_workers_look(
    jonas: Agent, service: PushService, now: datetime
) -> None:
    listen(jonas, service, Browser(), now)
    tell(jonas, now)
    assert tell_due(now=now, door=service.door) == 1
    assert tell_due(now=now, door=service.door) == 0 and len(service.got) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    jonas: Agent, service: PushService, status: int, now: datetime
) -> None:
    listen(jonas, service, Browser(), now)
    service.status = status
    tell(jonas, now)
    tell_due(now=now, door=service.door)
    assert not PushSubscription.objects.exists()
    assert not Telling.objects.filter(way="push").exists()


def test_a_service_that_is_busy_is_asked_again_when_it_says(
    jonas: Agent, service: PushService, now: datetime
) -> None:
    listen(jonas, service, Browser(), now)
    service.status, service.headers = 429, {"Retry-After": "600"}
    tell(jonas, now)
    tell_due(now=now, door=service.door)
    assert Telling.objects.get(way="push").due_at == now + timedelta(seconds=600)
    service.status = 201
    tell_due(now=now + timedelta(seconds=600), door=service.door)
    assert len(service.got) == 2 and not Telling.objects.filter(way="push").exists()


def test_a_service_that_asks_for_a_thousand_years_gets_a_day(
    jonas: Agent, service: PushService, now: datetime
) -> None:
    listen(jonas, service, Browser(), now)
    service.status, service.headers = 503, {"Retry-After": "9" * 30}
    tell(jonas, now)
    tell_due(now=now, door=service.door)
    assert Telling.objects.get(way="push").due_at == now + timedelta(days=1)


def test_a_browser_that_always_fails_is_forgotten(jonas: Agent, service: PushService, now: datetime) -> None:
    row = listen(jonas, service, Browser(), now)
    PushSubscription.objects.filter(pk=row.pk).update(failures=9)
    service.status = 400
    tell(jonas, now)
    tell_due(now=now, door=service.door)
    assert not PushSubscription.objects.exists()


def test_what_is_not_at_a_public_address_is_not_called(service: PushService) -> None:
    strict = Door(trust=service.door.trust)
    with pytest.raises(Unreachable, match="not at a public address"):
        post(service.url, headers={}, body=b"", door=strict)
    with pytest.raises(Unreachable, match="only https"):
        post(service.url.replace("https", "http"), headers={}, body=b"", door=service.door)
    assert service.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:4700::1111", True), ("10.0.0.1", False), ("127.0.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("::1", False), ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False), ("2002:a00:1::", False), ("::a00:1", False), ("fd00::1", False),
        ("fec0::1", False), ("224.0.0.1", False), ("0.0.0.0", False),
    ],
)  # fmt: skip
def test_an_address_is_public_whatever_it_is_wrapped_in(address: str, public: bool) -> None:
    assert Door().may(address) is public


def test_a_redirect_is_not_followed(jonas: Agent, service: PushService, now: datetime) -> None:
    service.status, service.headers = 307, {"Location": "https://169.254.169.254/"}
    assert post(service.url, headers={}, body=b"", door=service.door).status == 307
    assert len(service.got) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/x", "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x",
     "https://push.example:8443/x", "https://user@push.example/x", "javascript:alert(1)", "https://[broken"],
)  # fmt: skip
def test_only_a_named_push_service_by_https_is_taken(scene: Scene, endpoint: str, now: datetime) -> None:
    browser = Browser()
    with pytest.raises(NoBrowser):
        subscribe(
            scene.jonas, endpoint=endpoint, browser_key=encode(browser.point), secret=encode(browser.secret),
            called="Firefox", now=now,
        )  # fmt: skip


def test_a_browser_agrees_and_is_given_up_on_the_page(client: Client, scene: Scene) -> None:
    browser = Browser()
    words = {
        "endpoint": "https://push.example/one",
        "browser_key": encode(browser.point),
        "secret": encode(b"x" * 16),
    }
    page = client.post("/desk/me/telling/browser", words, follow=True).content.decode()
    assert (
        "This browser tells you from now on." in page and 'data-endpoint="https://push.example/one"' in page
    )
    row = PushSubscription.objects.get(agent=scene.ines)
    client.post(f"/desk/me/telling/browser/{row.pk}/end")
    assert not PushSubscription.objects.exists()
    assert client.post("/desk/me/telling/browser", {**words, "secret": "?"}).status_code == 409


def test_the_choice_is_kept_and_shown(client: Client, scene: Scene) -> None:
    page = client.get("/desk/me/telling").content.decode()
    assert 'name="broken-mail" id="id_broken-mail" checked' in page.replace("  ", " ")
    client.post("/desk/me/telling", {"mention-mail": "on", "quiet_from": "20:00", "quiet_until": "07:00"})
    scene.ines.refresh_from_db()
    assert scene.ines.hears.by_mail == ["mention"] and scene.ines.hears.quiet_from == time(20)
    half = client.post("/desk/me/telling", {"quiet_from": "20:00"})
    assert half.status_code == 422 and "a beginning and an end" in half.content.decode()


def test_a_try_goes_by_every_way_at_once(client: Client, scene: Scene, sink: Sink, now: datetime) -> None:
    Telling.objects.all().delete()
    client.post("/desk/me/telling/try")
    assert tell_due(now=Notice.objects.get(kind="test").at) == 1
    assert b"This is how the desk tells you" in sink.got[0].content


def test_the_browsers_worker_comes_from_our_own_origin_without_signing_in(fresh: Client) -> None:
    answer = fresh.get("/desk/worker.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in answer.content.decode()
