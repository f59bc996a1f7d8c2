"""The files of a contact: saved as they came; looked at only when they were made harmless."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kept.channels.mail.files import content_of
from kept.contacts.models import Attachment
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.previews import LARGE, SMALL, document, picture, sound
from kept.handling.gates import case_for, contact_for
from kept.refusal import NotFound

#: Nothing in it acts and nothing is fetched, whatever a browser takes it for.
SEALED = "default-src 'none'; sandbox"
#: A browser's own reader of PDF draws itself with a style and an object, and nothing else. In a sandbox it is refused.
READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'"


@require_GET
@at_desk
def attachment(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A file of a contact, always to be saved and never to be opened in the page."""
    row = _gate(request, reference, contact, attachment)
    return as_file(content_of(row), row.name or "file", "application/octet-stream")


@require_GET
@at_desk
def picture_small(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A picture beside the words, drawn anew."""
    return _inline(picture(_gate(request, reference, contact, attachment), SMALL), "image/webp")


@require_GET
@at_desk
def picture_large(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A picture by itself, drawn anew."""
    return _inline(picture(_gate(request, reference, contact, attachment), LARGE), "image/webp")


@require_GET
@at_desk
def recording(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A sound, whole or the part that a player asks for."""
    content, kind = sound(_gate(request, reference, contact, attachment))
    return _part(request, content, kind)


@require_GET
@at_desk
def document_shown(request: HttpRequest, reference: str, contact: int, attachment: int) -> HttpResponse:
    """A PDF in the browser's own reader, in a tab of its own."""
    row = _gate(request, reference, contact, attachment)
    response = _inline(document(row), "application/pdf", READER)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=row.name or "file.pdf") or "inline"
    )
    response["X-Frame-Options"] = "DENY"
    return response


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that a browser saves: it is neither sniffed nor shown."""
    response = _inline(content, content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response


def _inline(content: bytes, kind: str, policy: str = SEALED) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    # Not packed again on the way: it is packed already, and a player looks for parts where they lie in the file.
    response["Content-Encoding"] = "identity"
    return response


def _part(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """What a player asked for (RFC 9110, 14): one range; anything else gets the whole."""
    asked = re.fullmatch(r"bytes=(\d{1,12})-(\d{0,12})", request.headers.get("Range", ""))
    start = int(asked[1]) if asked else 0
    end = min(int(asked[2]), len(content) - 1) if asked and asked[2] else len(content) - 1
    if asked and start <= end:
        response = _inline(content[start : end + 1], kind)
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    else:
        response = _inline(content, kind)
    response["Accept-Ranges"] = "bytes"
    return response


def _gate(request: HttpRequest, reference: str, contact: int, attachment: int) -> Attachment:
    agent = agent_of(request)
    found = contact_for(agent, case_for(agent, reference), contact)
    rows = Attachment.objects.filter(customer_id=found.customer_id, contact_id=found.pk, pk=attachment)
    row = rows.first()
    if row is None:
        raise NotFound("There is no such file.")
    return row
