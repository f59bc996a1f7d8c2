"""Quarantine: what could not be taken in. In sight, to be saved, tried again, or said to need no answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.channels.mail.retrying import read_again
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.case import ReasonForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.quarantine import quarantined
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.contacts import as_file
from kept.handling.gates import case_for, may_write, quarantine_for
from kept.handling.quarantine import dismiss, try_again
from kept.refusal import NotFound, Refusal
from kept.staff.models import Agent


@require_GET
@at_desk
def quarantine(request: HttpRequest) -> HttpResponse:
    """What waits for a person or a better reader, the newest first."""
    return render(request, "desk/letters/quarantine.html", {"rows": quarantined(agent_of(request))})


@require_GET
@at_desk
def quarantine_raw(request: HttpRequest, quarantine: int) -> HttpResponse:
    """The bytes as they came."""
    row = quarantine_for(agent_of(request), quarantine)
    return as_file(bytes(row.raw.body), f"quarantine-{row.pk}.eml", "message/rfc822")


@require_POST
@at_desk
def retrying(request: HttpRequest, quarantine: int) -> HttpResponse:
    """Read it and take it in once more."""
    agent = agent_of(request)
    may_write(agent)
    row = quarantine_for(agent, quarantine)
    receipt = try_again(row.pk, read_again, now=now())
    if receipt is None:
        row.refresh_from_db()
        raise Refusal("It still cannot be taken in.", remedy=row.reason, code="still_quarantined")
    if receipt.reference and _sees(agent, receipt.reference):
        return done(request, "desk:case", receipt.reference, says=_("It is taken in."))
    return done(request, "desk:quarantine", says=_("It is taken in."))


@require_http_methods(["GET", "POST"])
@at_desk
def dismissing(request: HttpRequest, quarantine: int) -> HttpResponse:
    """Nobody needs to answer this one; who says so, and why, is kept with the bytes."""
    row = quarantine_for(agent_of(request), quarantine)
    if request.method == "GET":
        lead = _("The bytes are kept, with your name and your reason.")
        then = reverse("desk:quarantine")
        form = ReasonForm(label=_("Why it needs no answer"))
        return ask(request, form, title=_("Needs no answer"), act=_("Needs none"), lead=lead, then=then)
    dismiss(row.pk, reason=checked(ReasonForm(request.POST))["why"], by=agent_of(request), now=now())
    return done(request, "desk:quarantine", says=_("Written down: it needs no answer."))


def _sees(agent: Agent, reference: str) -> bool:
    """Whether the case that the mail went to is one of the reader's brands."""
    try:
        case_for(agent, reference)
    except NotFound:
        return False
    return True
