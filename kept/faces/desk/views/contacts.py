"""A contact beside its page: laid out as it was sent, its whole text, its source, its files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from kept.channels.mail.display import safe_html
from kept.channels.mail.files import content_of
from kept.contacts.models import Attachment, Contact, RawMessage
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.pictures import pictures
from kept.handling.gates import case_for, contact_for
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


@require_GET
@at_desk
def attachment(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A file of a contact, always to be saved and never to be opened in the page."""
    found = _gate(request, reference, contact)
    row = Attachment.objects.filter(customer_id=found.customer_id, contact_id=found.pk, pk=attachment).first()
    if row is None:
        raise NotFound("There is no such file.")
    return as_file(content_of(row), row.name or "file", "application/octet-stream")


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that a browser saves: it is neither sniffed nor shown."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _gate(request: HttpRequest, reference: str, contact: int) -> Contact:
    agent = agent_of(request)
    return contact_for(agent, case_for(agent, reference), contact)


def _raw(contact: Contact) -> RawMessage:
    raw = RawMessage.objects.filter(pk=contact.raw_id).first() if contact.raw_id else None
    if raw is None:
        raise NotFound("This contact has no source: it was written here.")
    return raw
