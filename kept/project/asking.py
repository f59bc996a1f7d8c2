"""Before a page is asked for: by which name, and whether only its head is wanted."""

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kept.project.shell.pages import NOT_OUR_NAME

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

#: Characters of a name that is not ours, as the log shows it: whoever asks chooses them.
SHOWN = 80


class OurNamesOnly:
    """Answers a request for a name that is not ours with a page that says so, and one line in the log."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            asked = request.META.get("HTTP_HOST", "")[:SHOWN]
            log.warning("A request for %r was refused: it is not in KEPT_ALLOWED_HOSTS.", asked)
            return _refusal()
        return self._answer(request)


class HeadLikeGet:
    """A page is asked for by HEAD as by GET; the body is left out by whoever sends it."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self._answer(request)
        request.method = "GET"
        try:
            return self._answer(request)
        finally:
            request.method = "HEAD"


def _refusal() -> HttpResponse:
    response = HttpResponse(NOT_OUR_NAME.body(), status=NOT_OUR_NAME.status)
    for name, value in NOT_OUR_NAME.headers():
        response.headers[name] = value
    return response
