"""Quarantine: what could not be taken in. In sight, to be saved, tried again, or said to need no answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.channels.mail.retrying import read_again
from kept.clock import now
from kept.contacts.models import Quarantine
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import ReasonForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.contacts import as_file
from kept.handling.gates import may_write
from kept.handling.quarantine import dismiss, try_again
from kept.refusal import NotFound, Refusal

PAGE = 100


@require_GET
@at_desk
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits for a person or a better reader, the newest first."""
    rows = (
        Quarantine.objects.filter(ended_at=None)
        .select_related("raw")
        .defer("raw__body")
        .order_by("-since", "-id")[:PAGE]
    )
    return render(request, "desk/letters/quarantine.html", {"rows": list(rows)})


@require_GET
@at_desk
def quarantine_raw(request: HttpRequest, quarantine: int) -> HttpResponse:
    """The bytes as they came."""
    row = _found(quarantine)
    return as_file(bytes(row.raw.body), f"quarantine-{row.pk}.eml", "message/rfc822")


@require_POST
@at_desk
def retrying(request: HttpRequest, quarantine: int) -> HttpResponse:
    """Read it and take it in once more."""
    may_write(agent_of(request))
    row = _found(quarantine)
    receipt = try_again(row.pk, read_again, now=now())
    if receipt is None:
        row.refresh_from_db()
        raise Refusal("It still cannot be taken in.", remedy=row.reason, code="still_quarantined")
    if receipt.reference:
        return done(request, "desk:case", receipt.reference, says="It is taken in.")
    return done(request, "desk:quarantine", says="It is taken in.")


@require_http_methods(["GET", "POST"])
@at_desk
def dismissing(request: HttpRequest, quarantine: int) -> HttpResponse:
    """Nobody needs to answer this one; who says so, and why, is kept with the bytes."""
    row = _found(quarantine)
    if request.method == "GET":
        lead = "The bytes are kept, with your name and your reason."
        then = reverse("desk:quarantine")
        form = ReasonForm(label="Why it needs no answer")
        return ask(request, form, title="Needs no answer", act="Needs none", lead=lead, then=then)
    dismiss(row.pk, reason=checked(ReasonForm(request.POST))["why"], by=agent_of(request), now=now())
    return done(request, "desk:quarantine", says="Written down: it needs no answer.")


def _found(quarantine_id: int) -> Quarantine:
    row = Quarantine.objects.select_related("raw").filter(pk=quarantine_id).first()
    if row is None:
        raise NotFound("It is not in quarantine any more.")
    return row
