"""Refusals on pages: one handler says what was refused, in place, and what was typed stays."""

from collections.abc import Callable

from django.db import OperationalError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kept.refusal import Refusal

#: Tells the page's script where an answer goes: "words" beside the button, "fields" in place of the fields.
HEADER = "X-Kept-Refusal"
#: Refusals that offer a way on, within the form that was refused.
IN_PLACE = {
    "answered_meanwhile": "desk/case/answered_meanwhile.html",
    "guard_stops": "desk/case/guard_stops.html",
    "unpromised": "desk/case/composer_unpromised.html",
    "unworkable": "desk/case/composer_unworkable.html",
    "new_address": "desk/case/composer_new_address.html",
}


class BadFields(Refusal):
    """A form that cannot be taken as it is; every error stands beside its field."""

    code = "bad_fields"
    status = 422

    def __init__(self, form: Form) -> None:
        errors = [str(error) for field in form.errors.values() for error in field]
        super().__init__(" ".join(errors))
        self.form = form


def checked(form: Form) -> dict[str, object]:
    """The form's clean values; raises BadFields with the form when something is wrong."""
    if not form.is_valid():
        raise BadFields(form)
    return form.cleaned_data


class RefusalMiddleware:
    """Renders every Refusal that a view raises; a database that is away is said to be away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """None lets Django go on with what is no refusal."""
        if isinstance(problem, OperationalError):
            away = render(request, "desk/away.html", status=503)
            away["Retry-After"] = "5"
            return away
        if not isinstance(problem, Refusal):
            return None
        if getattr(request, "htmx", False) and request.method == "POST":
            return self._in_place(request, problem)
        problem.say(gettext)
        template = "desk/not_found.html" if problem.status == 404 else "desk/refused.html"
        return render(request, template, {"refusal": problem}, status=problem.status)

    def _in_place(self, request: HttpRequest, problem: Refusal) -> HttpResponse:
        if isinstance(problem, BadFields):
            context, template, place = {"form": problem.form}, "desk/fields.html", "fields"
        else:
            template = IN_PLACE.get(problem.code, "components/refusal.html")
            context, place = {"refusal": problem}, "words"
        problem.say(gettext)
        response = render(request, template, context, status=problem.status)
        response[HEADER] = place
        return response
