"""A page whose database is away says so, and when to come again."""

from django.db import OperationalError
from django.test import RequestFactory

from kept.faces.desk.refusals import RefusalMiddleware


def test_a_database_that_is_away_is_said_to_be_away_without_asking_it_anything():
    handler = RefusalMiddleware(lambda request: None)
    answer = handler.process_exception(RequestFactory().get("/desk/"), OperationalError("gone"))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "cannot reach its database" in answer.content.decode()
