"""Where somebody is signed in, how that ends, and what happens to a page that is still open then."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from tests.account.entering import PASSWORD, sign_in
from tests.desk.scene import Scene

HTMX = {"HX-Request": "true"}


def test_the_list_names_this_browser_and_the_others(client: Client, fresh: Client, scene: Scene) -> None:
    sign_in(fresh, scene.ines)
    client.post("/desk/notices/read")
    page = client.get("/desk/me/sessions").content.decode()
    assert "Firefox on Linux" in page and "this browser" in page and "Sign out everywhere else" in page


def test_looking_at_the_list_clears_nothing_away_and_leaves_out_what_is_over(
    client: Client, fresh: Client, scene: Scene
) -> None:
    sign_in(fresh, scene.ines)
    client.post("/desk/notices/read")
    Session.objects.filter(pk=fresh.session.session_key).delete()
    before = list(UserSession.objects.order_by("pk").values())
    page = client.get("/desk/me/sessions").content.decode()
    assert "Firefox on Linux" not in page and "this browser" in page
    assert list(UserSession.objects.order_by("pk").values()) == before


def test_another_browser_is_signed_out_from_here(client: Client, fresh: Client, scene: Scene) -> None:
    sign_in(fresh, scene.ines)
    row = UserSession.objects.get(user=scene.ines)
    client.post(f"/desk/me/sessions/{row.pk}/end")
    assert fresh.get("/desk/").status_code == 302 and client.get("/desk/").status_code == 200


def test_all_others_are_signed_out_at_once(client: Client, fresh: Client, scene: Scene) -> None:
    third = Client()
    sign_in(fresh, scene.ines)
    sign_in(third, scene.ines)
    answer = client.post("/desk/me/sessions/others/end", follow=True)
    assert "Signed out in 2 other browsers." in answer.content.decode()
    assert fresh.get("/desk/").status_code == third.get("/desk/").status_code == 302


def test_nobody_ends_a_session_of_somebody_else(client: Client, fresh: Client, scene: Scene) -> None:
    fresh.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    fresh.post("/desk/notices/read")
    row = UserSession.objects.get(user=scene.jonas)
    assert client.post(f"/desk/me/sessions/{row.pk}/end").status_code == 404
    assert fresh.get("/desk/").status_code == 200


def test_another_password_signs_out_everywhere_else(client: Client, fresh: Client, scene: Scene) -> None:
    sign_in(fresh, scene.ines)
    new = "another long password"
    words = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", words).status_code == 302
    assert client.get("/desk/").status_code == 200
    assert fresh.get("/desk/").status_code == 302


def test_a_form_whose_session_has_ended_says_so_in_its_place(client: Client, scene: Scene) -> None:
    path = f"/desk/case/{scene.cases['laptop'].reference}/note"
    Session.objects.all().delete()
    answer = client.post(path, {"text": "typed words"}, headers=HTMX)
    assert answer.status_code == 401 and answer["X-Kept-Refusal"] == "words"
    words = answer.content.decode()
    assert "What you typed stays here" in words and 'target="_blank"' in words and "<html" not in words


def test_a_script_that_fetches_is_told_the_same(client: Client) -> None:
    Session.objects.all().delete()
    assert client.get("/desk/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_a_page_leads_to_the_door_and_back_to_where_one_was(client: Client, scene: Scene) -> None:
    Session.objects.all().delete()
    assert client.get("/desk/mine")["Location"] == "/accounts/login/?next=/desk/mine"
    here = f"/desk/case/{scene.cases['laptop'].reference}"
    sent = client.post(f"{here}/note", {"text": "typed"}, headers={"referer": f"http://testserver{here}"})
    assert sent["Location"] == f"/accounts/login/?next={here}"


def test_guessing_is_stopped_in_plain_words_for_all_processes_together(fresh: Client, scene: Scene) -> None:
    for _attempt in range(5):
        assert "is wrong" in sign_in(fresh, scene.ines, "wrong").content.decode()
    assert "Wait five minutes" in sign_in(fresh, scene.ines, "wrong").content.decode()
    assert "Wait five minutes" in sign_in(fresh, scene.ines).content.decode()  # the right one as well
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staff_sign_in_count")
        assert cursor.fetchone()[0] > 0
