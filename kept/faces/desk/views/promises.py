"""What can be done to one promise: say that it was kept, let go, moved, or never owed."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kept.cases.models import Case
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import MoveForm, ReasonForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.gates import may_write, promise_for
from kept.promises.close import move, release, void
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach


@require_http_methods(["GET", "POST"])
@at_desk
def keeping(request: HttpRequest, code: str) -> HttpResponse:
    """An agent says that it was kept, and how he knows: attested, with a reason."""
    promise, asked = _gate(request, code)
    if asked:
        return asked(
            ReasonForm(label="How you know that it was kept"),
            title="Kept",
            act="It was kept",
            lead=f"{promise.text}. Your name stands beside it.",
        )
    why = checked(ReasonForm(request.POST))["why"]
    sign = Sign(Reach.CONFIRMED, happened_at=now(), source="attested", reason=why)
    keep_promise(promise.customer_id, promise.pk, sign, by=agent_of(request).actor, now=now())
    return _back(request, promise, "Kept, and written down with your name.")


@require_http_methods(["GET", "POST"])
@at_desk
def releasing(request: HttpRequest, code: str) -> HttpResponse:
    """The customer let it go; it is said where he did."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReasonForm(label="Where and how the customer let it go")
        lead = f"{promise.text}. Only the customer can let go of what we promised."
        return asked(form, title="The customer let it go", act="Let go", lead=lead)
    why = checked(ReasonForm(request.POST))["why"]
    release(promise.customer_id, promise.pk, contact_id=None, why=why, by=agent_of(request).actor, now=now())
    return _back(request, promise, "Let go by the customer.")


@require_http_methods(["GET", "POST"])
@at_desk
def moving(request: HttpRequest, code: str) -> HttpResponse:
    """Another due time; what broke before stays broken."""
    promise, asked = _gate(request, code)
    if asked:
        form = MoveForm(initial={"due": promise.due_at})
        lead = f"{promise.text}. If its time has passed, it stays broken."
        return asked(form, title="Another time", act="Move it", lead=lead)
    words = checked(MoveForm(request.POST))
    actor = agent_of(request).actor
    move(promise.customer_id, promise.pk, due_at=words["due"], words=words["words"], by=actor, now=now())
    return _back(request, promise, "It is due at the new time.")


@require_http_methods(["GET", "POST"])
@at_desk
def voiding(request: HttpRequest, code: str) -> HttpResponse:
    """It was never owed: a double, a mistake. Counted, and can be taken back."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReasonForm(label="Why it was never owed")
        return asked(form, title="Never owed", act="Never owed", lead=f"{promise.text}. This is counted.")
    why = checked(ReasonForm(request.POST))["why"]
    void(promise.customer_id, promise.pk, why=why, by=agent_of(request).actor, now=now())
    return _back(request, promise, "Marked as never owed.")


def _gate(request: HttpRequest, code: str) -> tuple[Promise, Callable[..., HttpResponse] | None]:
    """The promise; and when the page is only asked for its form, how to ask."""
    agent = agent_of(request)
    promise = promise_for(agent, code)
    if request.method == "POST":
        may_write(agent)
        return promise, None
    return promise, partial(_ask, request, promise)


def _ask(
    request: HttpRequest, promise: Promise, form: forms.Form, *, title: str, act: str, lead: str
) -> HttpResponse:
    then = reverse("desk:case", args=[_case(promise).reference])
    return ask(request, form, title=title, act=act, lead=lead, then=then)


def _back(request: HttpRequest, promise: Promise, says: str) -> HttpResponse:
    return done(request, "desk:case", _case(promise).reference, says=says)


def _case(promise: Promise) -> Case:
    return promise.case
