"""Saved views: a list under a name, one's own or a team's, in an order, and never lost by a slip."""

import pytest
from django.test import Client

from kept.faces.desk.models import SavedView
from kept.staff.models import Membership, Team
from tests.desk.scene import Scene

HTMX = {"hx-request": "true"}


@pytest.fixture
def jonas(scene: Scene) -> Client:
    other = Client(headers={"referer": "http://testserver/desk/"})
    other.force_login(scene.jonas, backend="django.contrib.auth.backends.ModelBackend")
    return other


def keep(client: Client, name: str, filters: str, **more: object) -> SavedView:
    answer = client.post("/desk/views/new", {"name": name, "filters": filters, **more})
    assert answer.status_code == 302, answer.content
    return SavedView.objects.latest("pk")


def test_a_list_is_kept_under_a_name_and_stands_at_the_left_with_its_count(
    client: Client, scene: Scene
) -> None:
    view = keep(client, "  Boots   of mine ", "owner=me&brand=fellstone&made=up")
    assert view.name == "Boots of mine" and view.filters == "brand=fellstone&owner=me"
    page = client.get(f"/desk/view/{view.pk}")
    shown = [row for band in page.context["bands"] for row in band.rows]
    assert shown and all(row.brand == "Fellstone" and row.promise.owner.me for row in shown)
    [seen] = client.get("/desk/").context["frame"].saved
    assert (seen.name, seen.count) == ("Boots of mine", len(shown))


def test_a_view_is_read_by_its_reader(client: Client, jonas: Client, scene: Scene) -> None:
    """“Mine” in a shared view is the reader's."""
    view = keep(client, "Mine here", "owner=me", team=Team.objects.get().pk)
    shown = [row for band in jonas.get(f"/desk/view/{view.pk}").context["bands"] for row in band.rows]
    assert shown and {row.promise.owner.name for row in shown} == {"Jonas Weil"}


def test_a_view_is_private_until_it_is_shared_and_only_its_author_changes_it(
    client: Client, jonas: Client, scene: Scene
) -> None:
    view = keep(client, "At risk", "state=risk")
    assert jonas.get(f"/desk/view/{view.pk}").status_code == 404
    team = Team.objects.get()
    client.post(f"/desk/view/{view.pk}/name", {"name": "About to break", "team": team.pk})
    assert "Ines Valadão shares this view" in jonas.get(f"/desk/view/{view.pk}").content.decode()
    assert jonas.post(f"/desk/view/{view.pk}/removal").status_code == 404
    assert jonas.post(f"/desk/view/{view.pk}/name", {"name": "Mine now"}).status_code == 404
    Membership.objects.filter(agent=scene.jonas).delete()
    assert jonas.get(f"/desk/view/{view.pk}").status_code == 404


def test_a_view_that_was_taken_off_comes_back_where_it_stood(client: Client) -> None:
    first, second = keep(client, "One", "state=risk"), keep(client, "Two", "state=broken")
    client.post(f"/desk/view/{first.pk}/removal")
    assert [view.name for view in client.get("/desk/").context["frame"].saved] == ["Two"]
    assert client.get(f"/desk/view/{first.pk}").status_code == 404
    client.post(f"/desk/view/{first.pk}/return")
    assert [view.name for view in client.get("/desk/").context["frame"].saved] == ["One", "Two"]
    assert second.place == 2


def test_the_order_is_the_agents_own(client: Client) -> None:
    names = ["One", "Two", "Three"]
    views = [keep(client, name, "state=risk") for name in names]
    client.post(f"/desk/view/{views[2].pk}/higher")
    client.post(f"/desk/view/{views[0].pk}/lower")
    assert [view.name for view in client.get("/desk/").context["frame"].saved] == ["Three", "One", "Two"]
    client.post(f"/desk/view/{views[2].pk}/higher")  # it is at the top already
    assert [view.name for view in client.get("/desk/").context["frame"].saved] == ["Three", "One", "Two"]


def test_what_cannot_be_kept_is_refused_with_what_would_help(client: Client) -> None:
    keep(client, "One", "state=risk")
    for form, words in (
        ({"name": "one", "filters": "state=risk"}, "You have a view called"),
        ({"name": "Two", "filters": ""}, "This list is not filtered."),
        ({"name": "Two", "filters": "nothing=known"}, "This list is not filtered."),
        ({"name": " ", "filters": "state=risk"}, "Give it a name."),
    ):
        answer = client.post("/desk/views/new", form, headers=HTMX)
        assert answer.status_code in (409, 422) and words in answer.content.decode()


def test_a_team_of_others_is_not_chosen(client: Client) -> None:
    other = Team.objects.create(name="Elsewhere")
    form = {"name": "Two", "filters": "state=risk", "team": other.pk}
    assert client.post("/desk/views/new", form, headers=HTMX).status_code == 422


def test_long_names_that_are_taken_come_back_under_others_and_no_view_too_many(client: Client) -> None:
    long = "A list with a name that is exactly as long as names may be, no"[:60]
    for _ in range(3):
        client.post(f"/desk/view/{keep(client, long, 'state=risk').pk}/removal")
    for view in SavedView.objects.order_by("pk"):
        assert client.post(f"/desk/view/{view.pk}/return").status_code == 302
    names = set(SavedView.objects.filter(dropped_at=None).values_list("name", flat=True))
    assert len(names) == 3 and all(len(name) <= 60 for name in names)
    dropped = keep(client, "One more", "state=risk")
    client.post(f"/desk/view/{dropped.pk}/removal")
    for number in range(17):
        keep(client, f"View {number}", "state=risk")
    assert client.post(f"/desk/view/{dropped.pk}/return", headers=HTMX).status_code == 409
