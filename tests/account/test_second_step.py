"""The second step of signing in: set up, asked for, recovered, demanded, and taken away when the device is lost."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from kept import clock
from kept.ledger.actor import SETUP
from kept.ledger.models import COMPANY, Entry
from kept.ledger.queries import fact_of
from kept.refusal import NotAllowed, Refusal
from kept.staff.first_link import invitation
from kept.staff.models import Agent
from kept.staff.second_step import MISSING, has_second, is_missing, reset_second, rule, set_rule
from tests.account.entering import code, give_password, recovery_codes, set_up_app, show_again, sign_in
from tests.desk.scene import Scene


def told(kind: str) -> list[dict]:
    entries = Entry.objects.filter(customer_id=COMPANY, kind=kind).order_by("seq")
    return [fact_of(entry) for entry in entries]


def test_setting_one_up_needs_to_show_once_more_who_one_is(client: Client) -> None:
    answer = client.get("/accounts/second-step/totp/activate/")
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/reauthenticate/")


def test_an_app_is_set_up_with_recovery_codes_and_asked_for_at_the_next_sign_in(
    client: Client, fresh: Client, scene: Scene
) -> None:
    secret = set_up_app(client)
    assert has_second(scene.ines) and len(recovery_codes(scene.ines)) == 10
    assert {"agent": scene.ines.pk, "what": "app_added"} in told("staff.security_changed")
    answer = sign_in(fresh, scene.ines)
    assert answer["Location"] == "/accounts/second-step/authenticate/"
    assert fresh.get("/desk/").status_code == 302  # not in yet
    wrong = fresh.post("/accounts/second-step/authenticate/", {"code": "000000"})
    assert "That was not right" in wrong.content.decode()
    assert fresh.post("/accounts/second-step/authenticate/", {"code": code(secret, 1)}).status_code == 302
    assert fresh.get("/desk/me").status_code == 200


def test_a_code_opens_once_for_as_long_as_it_would_be_taken(
    client: Client, fresh: Client, scene: Scene
) -> None:
    """The code of the half minute to come is good for three of them; allauth remembers it for one."""
    secret = set_up_app(client)
    one = code(secret, 1)
    sign_in(fresh, scene.ines)
    assert fresh.post("/accounts/second-step/authenticate/", {"code": one}).status_code == 302
    cache.delete(f"allauth.mfa.totp.used?user={scene.ines.pk}&code={one}")  # half a minute later
    other = Client()
    sign_in(other, scene.ines)
    again = other.post("/accounts/second-step/authenticate/", {"code": f"{one[:3]} {one[3:]}"})
    assert again.status_code == 200 and "That was not right" in again.content.decode()
    assert other.get("/desk/").status_code == 302


def test_the_code_that_sets_an_app_up_opens_nothing_afterwards(
    client: Client, fresh: Client, scene: Scene
) -> None:
    secret = set_up_app(client)
    sign_in(fresh, scene.ines)
    for used in (code(secret), code(secret, -1)):  # a half minute may have passed meanwhile
        if cache.get(f"kept.code.{scene.ines.pk}.{used}"):
            assert fresh.post("/accounts/second-step/authenticate/", {"code": used}).status_code == 200
            return
    raise AssertionError("the code was not remembered")


def test_the_last_passkey_stays_while_the_company_asks_for_one(client: Client, scene: Scene, now) -> None:
    keys = [
        Authenticator.objects.create(user=scene.ines, type="webauthn", data={"name": name})
        for name in ("Laptop", "Ring")
    ]
    set_rule("everyone", by=scene.ines, now=now)
    show_again(client)
    path = "/accounts/second-step/webauthn/keys/{}/remove/"
    assert client.post(path.format(keys[0].pk)).status_code == 302
    kept = client.post(path.format(keys[1].pk))
    assert "this is your only one" in kept.content.decode() and has_second(scene.ines)
    set_rule("nobody", by=scene.ines, now=now)
    assert client.post(path.format(keys[1].pk)).status_code == 302 and not has_second(scene.ines)


@pytest.mark.parametrize(
    "door",
    ["signup/", "email/", "confirm-email/", "confirm-email/x/", "password/set/", "login/code/confirm/"],
)
def test_nobody_claims_an_address_that_was_not_given_to_them(
    client: Client, scene: Scene, fresh: Client, door: str
) -> None:
    words = {"action_add": "", "action_primary": "", "email": scene.jonas.email}
    for browser in (client, fresh):
        assert browser.get(f"/accounts/{door}").status_code == 404
        assert browser.post(f"/accounts/{door}", words).status_code == 404
    assert not EmailAddress.objects.exists()


def test_a_recovery_code_opens_once(client: Client, fresh: Client, scene: Scene) -> None:
    set_up_app(client)
    one = recovery_codes(scene.ines)[0]
    sign_in(fresh, scene.ines)
    assert fresh.post("/accounts/second-step/authenticate/", {"code": one}).status_code == 302
    assert fresh.get("/desk/me").status_code == 200
    other = Client()
    sign_in(other, scene.ines)
    assert other.post("/accounts/second-step/authenticate/", {"code": one}).status_code == 200
    assert one not in recovery_codes(scene.ines)


def test_the_secret_lies_sealed_in_the_database(client: Client, scene: Scene) -> None:
    secret = set_up_app(client)
    rows = str(list(Authenticator.objects.filter(user=scene.ines).values_list("data", flat=True)))
    assert secret not in rows and all(each not in rows for each in recovery_codes(scene.ines))


@pytest.mark.parametrize(
    "path",
    [
        "", "totp/activate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/",
        "recovery-codes/download/", "webauthn/", "webauthn/add/", "reauthenticate/",
    ],
)  # fmt: skip
def test_every_page_of_it_is_ours_and_has_no_script_within(client: Client, path: str) -> None:
    set_up_app(client)
    answer = client.get(f"/accounts/second-step/{path}", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    if "download" not in path:
        assert "kept/css/tokens.css" in page and "allauth" not in page and "style=" not in page
        scripts = [part.split(">", 1) for part in page.split("<script")[1:]]
        assert all('src="' in head or 'type="application/json"' in head for head, _ in scripts)


def test_a_rule_is_set_only_by_an_admin_who_has_a_second_step(scene: Scene, now, ruth: Agent) -> None:
    with pytest.raises(Refusal, match="your own second step first"):
        set_rule("leads", by=scene.ines, now=now)
    with pytest.raises(NotAllowed):
        set_rule("leads", by=ruth, now=now)
    assert rule() == "nobody"


def test_who_must_have_one_sets_it_up_before_anything_else(
    client: Client, fresh: Client, scene: Scene, ruth: Agent
) -> None:
    give_password(ruth)
    sign_in(fresh, ruth)
    assert fresh.get("/desk/").status_code == 200
    set_up_app(client)
    answer = client.post("/desk/settings/signing-in/rule", {"needs": "leads"}, follow=True)
    assert "One colleague is asked for a second step" in answer.content.decode()
    assert told("staff.sign_in_rule_changed") == [{"needs": "leads"}]
    assert is_missing(ruth) and not is_missing(scene.jonas)
    assert fresh.get("/desk/")["Location"] == "/accounts/second-step/"
    assert "Your company asks you for a second step" in fresh.get("/accounts/second-step/").content.decode()
    set_up_app(fresh)
    assert fresh.get("/desk/").status_code == 200
    show_again(fresh)
    kept = fresh.post("/accounts/second-step/totp/deactivate/")
    assert "this is your only one" in kept.content.decode() and has_second(ruth)


def test_the_rule_is_asked_at_each_sign_in(client: Client, fresh: Client, scene: Scene, now) -> None:
    set_up_app(client)
    set_rule("everyone", by=scene.ines, now=now)
    give_password(scene.jonas)
    sign_in(fresh, scene.jonas)
    assert fresh.session[MISSING] is True
    assert fresh.get("/desk/mine")["Location"] == "/accounts/second-step/"


def test_an_admin_takes_away_what_a_lost_device_held(
    client: Client, fresh: Client, scene: Scene, ruth: Agent, now
) -> None:
    give_password(ruth)
    sign_in(fresh, ruth)
    set_up_app(fresh)
    assert fresh.get("/desk/").status_code == 200
    unsure = client.post(f"/desk/settings/signing-in/{ruth.pk}/loss", {})
    assert unsure.status_code == 422 and has_second(ruth)
    client.post(f"/desk/settings/signing-in/{ruth.pk}/loss", {"sure": "on"})
    assert not Authenticator.objects.filter(user=ruth).exists()
    assert not UserSession.objects.filter(user=ruth).exists()
    assert fresh.get("/desk/").status_code == 302  # signed out
    assert told("staff.second_step_reset") == [{"agent": ruth.pk}]
    set_up_app(client)
    sign_in(fresh, ruth)
    assert fresh.post(f"/desk/settings/signing-in/{scene.ines.pk}/loss", {"sure": "on"}).status_code == 403
    assert has_second(scene.ines)


def test_nobody_takes_the_own_one_away_as_lost(client: Client, scene: Scene, now) -> None:
    set_up_app(client)
    with pytest.raises(Refusal, match="on your own page"):
        reset_second(scene.ines.pk, by=scene.ines.actor, now=now)


def test_signing_in_by_others_is_seen_by_admins_only(fresh: Client, ruth: Agent) -> None:
    give_password(ruth)
    sign_in(fresh, ruth)
    assert fresh.get("/desk/settings/signing-in").status_code == 403


def test_a_sign_in_link_asks_for_the_second_step_as_well(
    client: Client, fresh: Client, scene: Scene, now
) -> None:
    set_up_app(client)
    path = "/" + invitation(scene.ines, by=SETUP, now=clock.now()).split("/", 3)[3]
    answer = fresh.post(path, {"password": "a new long password"})
    assert answer["Location"] == "/accounts/second-step/authenticate/"
    assert fresh.get("/desk/").status_code == 302


def test_the_machines_own_terminal_takes_it_away_from_the_only_admin(
    client: Client, scene: Scene, now
) -> None:
    set_up_app(client)
    client.post("/desk/notices/read")
    reset_second(scene.ines.pk, by=SETUP, now=now)
    assert not has_second(scene.ines) and client.get("/desk/").status_code == 302


def test_whoever_rises_into_the_rule_is_asked_at_the_next_page(
    client: Client, fresh: Client, scene: Scene, now
) -> None:
    set_up_app(client)
    set_rule("leads", by=scene.ines, now=now)
    give_password(scene.jonas)
    sign_in(fresh, scene.jonas)
    assert fresh.get("/desk/").status_code == 200
    client.post(f"/desk/settings/people/{scene.jonas.pk}/role", {"role": "lead"})
    assert fresh.get("/desk/")["Location"] == "/accounts/second-step/"


def test_a_session_of_before_does_not_open_when_somebody_comes_back(
    client: Client, fresh: Client, scene: Scene
) -> None:
    give_password(scene.jonas)
    sign_in(fresh, scene.jonas)
    client.post(f"/desk/settings/people/{scene.jonas.pk}/leaving", {"to": ""})
    client.post(f"/desk/settings/people/{scene.jonas.pk}/return")
    scene.jonas.refresh_from_db()
    assert scene.jonas.is_active and fresh.get("/desk/").status_code == 302


def test_a_link_that_sets_another_password_stands_on_the_chain(fresh: Client, scene: Scene, now) -> None:
    path = "/" + invitation(scene.ines, by=SETUP, now=clock.now()).split("/", 3)[3]
    fresh.post(path, {"password": "a new long password"})
    assert {"agent": scene.ines.pk, "what": "password_changed"} in told("staff.security_changed")


def test_when_the_rule_is_taken_back_the_desk_opens_at_once(
    client: Client, fresh: Client, scene: Scene, now
) -> None:
    set_up_app(client)
    give_password(scene.jonas)
    sign_in(fresh, scene.jonas)
    set_rule("everyone", by=scene.ines, now=now)
    assert fresh.get("/desk/")["Location"] == "/accounts/second-step/"
    set_rule("nobody", by=scene.ines, now=now)
    assert fresh.get("/desk/").status_code == 200
