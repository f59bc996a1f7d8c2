"""Files put beside an answer: taken in at once, so that they are there on every device; and taken out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kept.clock import now
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.composing import FileBeside
from kept.handling.enclosing import put_beside, take_out
from kept.handling.gates import case_for
from kept.handling.letters import room
from kept.pledge.queries import current
from kept.refusal import Refusal


@require_POST
@at_desk
def uploading(request: HttpRequest, reference: str) -> HttpResponse:
    """One file; answers with its chip."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("No file came with this.", remedy="Choose it once more.", code="no_file")
    if file.size is None or file.size > room(current()):  # before it is read into memory
        size, most = (file.size or 0) / 1_000_000, room(current()) / 1_000_000
        raise Refusal(
            "%(name)s is %(size).1f MB; a mail carries %(most).0f MB.",
            values={"name": file.name, "size": size, "most": most},
            remedy="Send a link to it, or a smaller version.",
            code="too_large",
        )
    row = put_beside(
        case,
        name=file.name or "",
        content_type=file.content_type or "",
        content=file.read(),
        inline=request.POST.get("inline") == "yes",
        by=agent,
        now=now(),
    )
    seen = FileBeside(row.pk, row.name, row.size, row.content_id)
    return render(request, "desk/case/composer_file.html", {"file": seen, "reference": case.reference})


@require_POST
@at_desk
def removing(request: HttpRequest, reference: str, upload: int) -> HttpResponse:
    """It does not go along."""
    agent = agent_of(request)
    take_out(case_for(agent, reference), upload, by=agent, now=now())
    return HttpResponse(status=204)
