"""Ways to reach a customer, on the customer's page: added, and taken out of use."""

import pytest
from django.test import Client

from kept.customers.models import ContactPoint, Customer, Speaks
from tests.desk.scene import Scene

HTMX = {"hx-request": "true"}


@pytest.fixture
def marcus(scene: Scene) -> Customer:
    return scene.cases["laptop"].customer


def page(client: Client, customer: Customer) -> str:
    return client.get(f"/desk/customer/{customer.code}").content.decode()


def person_of(customer: Customer) -> int:
    return Speaks.objects.filter(customer_id=customer.pk).order_by("id")[0].person_id


def test_a_number_is_added_on_the_customers_page(client: Client, marcus: Customer) -> None:
    path = f"/desk/customer/{marcus.code}/person/{person_of(marcus)}/way"
    assert path in page(client, marcus)
    assert "<html" in client.get(path).content.decode()
    answer = client.post(path, {"channel": "phone", "value": "+44 20 7946 0018", "source": "told us"})
    assert answer.status_code == 302
    assert "+442079460018" in page(client, marcus)


def test_what_was_typed_stays_with_the_refusal(client: Client, marcus: Customer) -> None:
    path = f"/desk/customer/{marcus.code}/person/{person_of(marcus)}/way"
    empty = client.post(path, {"channel": "mail", "value": "", "source": "told us"}, headers=HTMX)
    assert (empty.status_code, empty["X-Kept-Refusal"]) == (422, "fields")
    wrong = client.post(path, {"channel": "phone", "value": "7946", "source": "told us"}, headers=HTMX)
    assert (wrong.status_code, wrong["X-Kept-Refusal"]) == (409, "words")
    assert "with its country" in wrong.content.decode()


def test_an_address_is_taken_out_of_use_and_says_why(client: Client, marcus: Customer) -> None:
    point = ContactPoint.objects.get(value="marcus@oyelaran.example")
    path = f"/desk/customer/{marcus.code}/way/{point.pk}/end"
    assert path in page(client, marcus)
    client.post(path, {"why": "It was his old firm."})
    after = page(client, marcus)
    assert "<s>marcus@oyelaran.example</s>" in after and "out of use: It was his old firm." in after
    assert path not in after


def test_a_point_of_somebody_else_is_not_there(client: Client, scene: Scene, marcus: Customer) -> None:
    theirs = ContactPoint.objects.get(value="priya@ramanathan.example")
    assert client.post(f"/desk/customer/{marcus.code}/way/{theirs.pk}/end", {"why": "So."}).status_code == 404
    other = person_of(scene.cases["boot"].customer)
    assert client.get(f"/desk/customer/{marcus.code}/person/{other}/way").status_code == 404


def test_who_only_reads_sees_the_ways_and_no_verb(client: Client, scene: Scene, marcus: Customer) -> None:
    scene.ines.role = "reader"
    scene.ines.save(update_fields=["role"])
    after = page(client, marcus)
    assert "marcus@oyelaran.example" in after and "/way" not in after
    path = f"/desk/customer/{marcus.code}/person/{person_of(marcus)}/way"
    assert client.get(path).status_code == 403
