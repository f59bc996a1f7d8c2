"""What Django answers when a view fails: the database's absence is told apart from our mistakes."""

import sys

from django.http import HttpRequest, HttpResponse

from kept.project.shell.pages import page_for_problem


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 with Retry-After while the database is away, else 500."""
    problem = sys.exc_info()[1]
    page = page_for_problem(problem or RuntimeError())
    wants_json = "application/json" in request.headers.get("Accept", "")
    response = HttpResponse(page.problem() if wants_json else page.body(), status=page.status)
    for name, value in page.headers():
        response.headers[name] = value
    if wants_json:
        response.headers["Content-Type"] = "application/problem+json"
    return response
