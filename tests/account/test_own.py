"""What somebody sets for himself: zone, language, and that who only reads may do so too."""

from django.test import Client

from kept.staff.models import Agent, Role
from tests.desk.scene import Scene


def test_zone_and_language_hold_from_then_on(client: Client, scene: Scene) -> None:
    answer = client.post("/desk/me/life", {"zone": "Europe/Berlin", "language": "de"})
    assert answer.status_code == 302 and answer.cookies["django_language"].value == "de"
    scene.ines.refresh_from_db()
    assert (scene.ines.zone, scene.ines.language) == ("Europe/Berlin", "de")
    page = client.get("/desk/me").content.decode()
    assert '<html lang="de"' in page and "Europe/Berlin" in page


def test_who_leaves_it_to_the_browser_reads_what_it_asks_for(client: Client) -> None:
    assert '<html lang="en"' in client.get("/desk/me").content.decode()
    assert '<html lang="de"' in client.get("/desk/me", headers={"accept-language": "de"}).content.decode()


def test_the_door_speaks_the_browsers_language(fresh: Client) -> None:
    assert (
        '<html lang="de"' in fresh.get("/accounts/login/", headers={"accept-language": "de"}).content.decode()
    )


def test_an_unknown_zone_is_refused_beside_its_field(client: Client) -> None:
    answer = client.post("/desk/me/life", {"zone": "Mars/Olympus"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "id_zone-error" in answer.content.decode()


def test_who_only_reads_sets_his_own_page_and_nothing_else(fresh: Client, scene: Scene) -> None:
    Agent.objects.filter(pk=scene.jonas.pk).update(role=Role.READER)
    fresh.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    assert fresh.post("/desk/me/life", {"zone": "UTC"}).status_code == 302
    assert fresh.post("/desk/notices/read").status_code == 302
    reference = scene.cases["laptop"].reference
    assert fresh.post(f"/desk/case/{reference}/note", {"text": "no"}).status_code == 403
