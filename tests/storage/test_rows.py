"""Statements of our own: prepared for good, and several writes as one."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.numeric import Int8

from kept.customers.models import ContactPoint, Person
from kept.storage.fanning import Unkeyed, refuse_unkeyed
from kept.storage.rows import draw_id, execute, inserting, run_as_one

MONDAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _person(person: int) -> dict[str, object]:
    return {"id": person, "name": "Ms Ode", "since": MONDAY}


def _point(person: int) -> dict[str, object]:
    return {
        "id": draw_id(ContactPoint),
        "person_id": person,
        "channel": "mail",
        "value": "ode@example.org",
        "state": "works",
        "source": "wrote to us",
        "since": MONDAY,
    }


def test_a_statement_of_ours_is_prepared_once_and_used_again():
    for number in range(3):
        execute("SELECT %b::bigint + 4711", [Int8(number)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%+ 4711'"
        )
        assert cursor.fetchall() == [(3,)]


def test_parents_and_children_come_together():
    person = draw_id(Person)
    run_as_one([inserting(ContactPoint, [_point(person)]), None, inserting(Person, [_person(person)])])
    assert ContactPoint.objects.get(value="ode@example.org").person.name == "Ms Ode"


def test_a_child_without_its_parent_is_refused_with_all_that_came_with_it():
    person = draw_id(Person)
    with pytest.raises(IntegrityError), transaction.atomic():
        run_as_one([inserting(Person, [_person(person)]), inserting(ContactPoint, [_point(person + 1)])])
        connection.check_constraints()
    assert not Person.objects.filter(pk=person).exists()


def test_each_part_is_checked_for_its_customer():
    with connection.execute_wrapper(refuse_unkeyed), pytest.raises(Unkeyed):
        run_as_one(
            [
                inserting(Person, [_person(draw_id(Person))]),
                ("UPDATE cases_case SET subject = %b", ["all of them"]),
            ]
        )
