"""A contact beside its page: laid out as it was sent, its whole text, its source; and the next way after one failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from kept.channels.mail.display import safe_html
from kept.clock import now
from kept.contacts.models import Contact, RawMessage
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.promise import NothingForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.pictures import pictures
from kept.faces.desk.views.files import as_file
from kept.handling.climbing import take_next_way
from kept.handling.gates import case_for, contact_for
from kept.handling.ladder import next_step
from kept.refusal import NotFound

#: A stranger's words: no script, no request, no form; links open elsewhere.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require_GET
@at_desk
@xframe_options_sameorigin
def contact_html(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """The mail as it was laid out, for a sandboxed frame: nothing in it acts, nothing is fetched from anywhere."""
    found = _gate(request, reference, contact)
    shown = safe_html(found.html, cid_urls=pictures(found), images="own")
    response = render(request, "desk/case/laid_out.html", {"html": mark_safe(shown)})
    response["Content-Security-Policy"] = FRAME_POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@at_desk
def contact_text(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """The whole text, nothing folded."""
    found = _gate(request, reference, contact)
    return render(request, "desk/case/text.html", {"contact": found, "reference": reference})


@require_GET
@at_desk
def contact_raw(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """The source, byte for byte as it came, as a file."""
    found = _gate(request, reference, contact)
    return as_file(bytes(_raw(found).body), f"{reference}-{found.pk}.eml", "message/rfc822")


@require_http_methods(["GET", "POST"])
@at_desk
def climbing(request: HttpRequest, reference: str, contact: int) -> HttpResponse:
    """After a message came back: take the ladder's next step now."""
    agent = agent_of(request)
    found = _gate(request, reference, contact)
    if request.method == "GET":
        step = next_step(found.customer_id, found.pk)
        lead = step.why if step else _("There is no next step any more.")
        then = reverse("desk:case", args=[reference])
        title = _("The next way to the customer")
        return ask(request, NothingForm(), title=title, act=_("Take it"), lead=lead, then=then)
    taken = take_next_way(found.customer_id, found.pk, by=agent, now=now())
    if taken.contact_id is not None:
        says = _("It is on its way to %(where)s.") % {
            "where": taken.step.point.label if taken.step.point else ""
        }
    elif taken.promise_id is not None:
        says = _("It is yours to find a way. What is known stands beside the case.")
    else:
        says = _("Something is under way still. Wait for what becomes of it.")
    return done(request, "desk:case", reference, says=says)


def _gate(request: HttpRequest, reference: str, contact: int) -> Contact:
    agent = agent_of(request)
    return contact_for(agent, case_for(agent, reference), contact)


def _raw(contact: Contact) -> RawMessage:
    raw = RawMessage.objects.filter(pk=contact.raw_id).first() if contact.raw_id else None
    if raw is None:
        raise NotFound("This contact has no source: it was written here.")
    return raw
