"""What can be done to one promise: say that it was kept, let go, moved, replaced, never owed, or owed after all."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.cases.models import Case
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import MoveForm, ReasonForm
from kept.faces.desk.forms.promise import NothingForm, ReplaceForm
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.promises import text_of
from kept.faces.desk.refusals import checked
from kept.handling.gates import may_write, promise_for
from kept.handling.replacing import replace_promise
from kept.promises.close import move, release, restore, void
from kept.promises.make import Vow
from kept.promises.models import Promise
from kept.promises.prove import Sign, keep_promise
from kept.rules.promise import Reach


@require_http_methods(["GET", "POST"])
@at_desk
def keeping(request: HttpRequest, code: str) -> HttpResponse:
    """An agent says that it was kept, and how he knows: attested, with a reason."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReasonForm(label=_("How you know that it was kept"))
        lead = _("%(promise)s. Your name stands beside it.") % {"promise": text_of(promise)}
        return asked(form, title=_("Kept"), act=_("It was kept"), lead=lead)
    why = checked(ReasonForm(request.POST))["why"]
    sign = Sign(Reach.CONFIRMED, happened_at=now(), source="attested", reason=why)
    keep_promise(promise.customer_id, promise.pk, sign, by=agent_of(request).actor, now=now())
    return _back(request, promise, _("Kept, and written down with your name."))


@require_http_methods(["GET", "POST"])
@at_desk
def releasing(request: HttpRequest, code: str) -> HttpResponse:
    """The customer let it go; it is said where he did."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReasonForm(label=_("Where and how the customer let it go"))
        lead = _("%(promise)s. Only the customer can let go of what we promised.") % {
            "promise": text_of(promise)
        }
        return asked(form, title=_("The customer let it go"), act=_("Let go"), lead=lead)
    why = checked(ReasonForm(request.POST))["why"]
    release(promise.customer_id, promise.pk, contact_id=None, why=why, by=agent_of(request).actor, now=now())
    return _back(request, promise, _("Let go by the customer."))


@require_http_methods(["GET", "POST"])
@at_desk
def moving(request: HttpRequest, code: str) -> HttpResponse:
    """Another due time; what broke before stays broken."""
    promise, asked = _gate(request, code)
    if asked:
        form = MoveForm(initial={"due": promise.due_at})
        lead = _("%(promise)s. If its time has passed, it stays broken.") % {"promise": text_of(promise)}
        return asked(form, title=_("Another time"), act=_("Move it"), lead=lead)
    words = checked(MoveForm(request.POST))
    actor = agent_of(request).actor
    move(promise.customer_id, promise.pk, due_at=words["due"], words=words["words"], by=actor, now=now())
    return _back(request, promise, _("It is due at the new time."))


@require_http_methods(["GET", "POST"])
@at_desk
def replacing(request: HttpRequest, code: str) -> HttpResponse:
    """Other terms, with the customer's knowledge: a new promise takes the place of this one."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReplaceForm(initial={"text": promise.text, "due": promise.due_at})
        lead = _("It gets a code of its own. What broke until now stays on record.")
        return asked(form, title=_("Other terms"), act=_("Replace it"), lead=lead)
    words = checked(ReplaceForm(request.POST))
    vow = Vow(promise.kind, words["text"], words["due"], due_zone=str(zone_of(request)))
    agent = agent_of(request)
    fresh = replace_promise(promise.customer_id, promise.pk, vow, why=words["why"], by=agent, now=now())
    return _back(request, promise, _("It is promised anew. Code %(code)s.") % {"code": fresh.code})


@require_http_methods(["GET", "POST"])
@at_desk
def voiding(request: HttpRequest, code: str) -> HttpResponse:
    """It was never owed: a double, a mistake. Counted, and can be taken back."""
    promise, asked = _gate(request, code)
    if asked:
        form = ReasonForm(label=_("Why it was never owed"))
        lead = _("%(promise)s. This is counted, and can be taken back.") % {"promise": text_of(promise)}
        return asked(form, title=_("Never owed"), act=_("Never owed"), lead=lead)
    why = checked(ReasonForm(request.POST))["why"]
    void(promise.customer_id, promise.pk, why=why, by=agent_of(request).actor, now=now())
    undo = (_("Undo"), reverse("desk:restoring", args=[promise.code]))
    return _back(request, promise, _("Marked as never owed."), undo)


@require_http_methods(["GET", "POST"])
@at_desk
def restoring(request: HttpRequest, code: str) -> HttpResponse:
    """It was owed after all, with the due time that it had."""
    promise, asked = _gate(request, code)
    if asked:
        lead = _("%(promise)s. It is owed as before; if its time has passed, it is broken.") % {
            "promise": text_of(promise)
        }
        return asked(NothingForm(), title=_("Owed after all"), act=_("It is owed"), lead=lead)
    restore(promise.customer_id, promise.pk, by=agent_of(request).actor, now=now())
    return _back(request, promise, _("It is owed as before."))


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


def _back(
    request: HttpRequest, promise: Promise, says: str, undo: tuple[str, str] | None = None
) -> HttpResponse:
    return done(request, "desk:case", _case(promise).reference, says=says, undo=undo)


def _case(promise: Promise) -> Case:
    return promise.case
