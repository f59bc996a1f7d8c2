"""While somebody writes: the draft is kept, laid out on request, and looked through for promises."""

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kept.clock import now
from kept.contacts.models import Draft
from kept.faces.components import times
from kept.faces.desk.acting import done
from kept.faces.desk.forms.composer import people_in, vows_in
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.offers import cards
from kept.handling.drafting import MODES, Words, WrittenElsewhere, drafts_of, drop_draft, save_draft
from kept.handling.gates import case_for
from kept.handling.letters import signature_for, signed
from kept.pledge.queries import current
from kept.refusal import NotFound
from kept.wording.filling import unfilled
from kept.wording.markdown import markdown_html

PICTURE = re.compile(r'<img src="cid:[^"]*" alt="([^"]*)">')


@require_GET
@at_desk
def drafts(request: HttpRequest) -> HttpResponse:
    """What the reader has begun and not sent, in all cases."""
    return render(request, "desk/case/drafts.html", {"drafts": drafts_of(agent_of(request)), "modes": MODES})


@require_POST
@at_desk
def drafting(request: HttpRequest, reference: str, mode: str) -> HttpResponse:
    """Keep what has been typed. Answers 409, with the other words, when another device has saved meanwhile."""
    agent, at = agent_of(request), now()
    case = case_for(agent, reference)
    base = request.POST.get("version", "")
    words = Words(
        text=request.POST.get("text", "").replace("\0", ""),
        recipients=_recipients(request) if mode == "answer" else [],
        vows=[vow.kept() for vow in vows_in(request.POST)] if mode == "answer" else [],
    )
    known: int | None = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0
    if request.POST.get("over"):  # the writer has seen the other words and chosen these
        known = None
    try:
        draft = save_draft(
            case, mode, words, base=known, device=request.POST.get("device", ""), by=agent, now=at
        )
    except WrittenElsewhere as other:
        return JsonResponse({**_told(other.draft, at, request), "gone": other.draft is None}, status=409)
    return JsonResponse(_told(draft, at, request))


@require_POST
@at_desk
def discarding(request: HttpRequest, reference: str, mode: str) -> HttpResponse:
    """Throw a draft away."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    if mode not in MODES:
        raise NotFound("There is no such draft.")
    drop_draft(case, mode, by=agent, now=now())
    return done(request, "desk:drafts", says=_("The draft is gone."))


@require_POST
@at_desk
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer as its reader will see it, signature included. Nothing is kept."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    text = request.POST.get("text", "")
    whole = signed(text, signature_for(agent, case.brand_id, current().brand(case.brand_id)))
    laid_out = _pictures_named(markdown_html(whole))
    # Safe: the writer's own Markdown, in which no HTML passes, cleaned once more by tags and attributes.
    context = {"laid_out": mark_safe(laid_out), "unfilled": unfilled(text)}
    return render(request, "desk/case/composer_preview.html", context)


@require_POST
@at_desk
def spotting(request: HttpRequest, reference: str) -> HttpResponse:
    """The promises in what has been typed so far, as cards. Nothing is kept."""
    case = case_for(agent_of(request), reference)
    found = cards(case, request.POST.get("text", ""), vows_in(request.POST), now=now(), zone=zone_of(request))
    return render(request, "desk/case/composer_promises.html", {"vows": found})


def _recipients(request: HttpRequest) -> list[dict[str, str]]:
    return [
        {"kind": kind, "name": name, "address": address.lower()}
        for kind, people in people_in(request.POST).items()
        for name, address in people
    ]


def _told(draft: Draft | None, at: datetime, request: HttpRequest) -> dict[str, object]:
    if draft is None:
        return {"version": 0, "text": "", "saved": ""}
    clock = times.clock(draft.saved_at, zone_of(request))
    return {"version": draft.version, "text": draft.text, "saved": _("Saved %(clock)s") % {"clock": clock}}


def _pictures_named(html: str) -> str:
    """Pictures beside the letter have no address on our pages: their names stand for them."""
    return PICTURE.sub(r'<span class="picture">\1</span>', html)
