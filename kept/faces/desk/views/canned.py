"""Canned answers: found and put in while writing, written and changed by leads."""

from django.conf import settings as project
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.forms.composer import CannedForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.brands import brands
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import case_for, may_lead
from kept.handling.variables import values_for
from kept.pledge.models import Brand
from kept.pledge.queries import current
from kept.refusal import NotFound
from kept.staff.models import Agent
from kept.wording.filling import VARIABLES, fill
from kept.wording.keeping import count_use, keep_answer, retire_answer
from kept.wording.models import CannedAnswer, Signature
from kept.wording.queries import answers, search


@require_GET
@at_desk
def finding(request: HttpRequest, reference: str) -> HttpResponse:
    """Canned answers for this case that hold the words looked for."""
    case = case_for(agent_of(request), reference)
    words = request.GET.get("q", "")
    found = search(words[:100], brand_id=case.brand_id, language=case.customer.language)
    return render(request, "desk/case/composer_canned.html", {"found": found, "words": words})


@require_POST
@at_desk
def inserting(request: HttpRequest, reference: str, answer: int) -> HttpResponse:
    """The words of a canned answer, filled in for this case; counted as used."""
    agent = agent_of(request)
    case = case_for(agent, reference)
    row = answers([case.brand_id]).filter(pk=answer).first()
    if row is None:
        raise NotFound("There is no such canned answer.")
    filled = fill(row.text, values_for(case, agent, whom=request.POST.get("whom", "")))
    count_use(row.pk, now=now())
    return JsonResponse({"text": filled.text, "missing": list(filled.missing)})


@require_GET
@at_desk
def wording(request: HttpRequest) -> HttpResponse:
    """All canned answers that the reader may see, and how he signs."""
    agent = agent_of(request)
    mine = dict(Signature.objects.filter(agent=agent).values_list("brand_id", "text"))
    pledge = current()
    signs = [
        {
            "brand": row,
            "text": mine.get(row.pk) or pledge.brand(row.pk).sign(agent.name),
            "own": row.pk in mine,
        }
        for row in _brands(agent)
    ]
    rows = list(answers(brands(agent)).select_related("brand")[:500])
    context = {"tabs": TABS, "rows": rows, "signs": signs, "agent": agent, "variables": VARIABLES}
    return render(request, "desk/settings/wording.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def canned(request: HttpRequest, answer: int = 0) -> HttpResponse:
    """A canned answer: written, changed, with everything that it said before."""
    agent = agent_of(request)
    may_lead(agent, _("change canned answers"))
    row = _row(agent, answer) if answer else None
    choices = {"brands": [(each.pk, each.name) for each in _brands(agent)], "languages": _languages()}
    if request.method == "POST":
        words = checked(CannedForm(request.POST, **choices))
        kept = keep_answer(
            row.pk if row else None,
            name=str(words["name"]),
            text=str(words["text"]),
            brand_id=int(str(words["brand"])) if words["brand"] else None,
            language=str(words["language"]),
            by=agent,
            now=now(),
        )
        says = _("“%(name)s” is kept. Version %(version)s.") % {"name": kept.name, "version": kept.version}
        return done(request, "desk:wording", says=says)
    start = (
        {"name": row.name, "text": row.text, "brand": row.brand_id or "", "language": row.language}
        if row
        else {}
    )
    context = {
        "tabs": TABS,
        "form": CannedForm(initial=start, **choices),
        "row": row,
        "versions": list(row.versions.order_by("-number")[:50]) if row else [],
        "variables": VARIABLES,
    }
    return render(request, "desk/settings/wording_one.html", context)


@require_POST
@at_desk
def retiring(request: HttpRequest, answer: int) -> HttpResponse:
    """It is not offered any more."""
    agent = agent_of(request)
    may_lead(agent, _("change canned answers"))
    row = _row(agent, answer)
    retire_answer(row.pk, by=agent, now=now())
    return done(request, "desk:wording", says=_("“%(name)s” is not offered any more.") % {"name": row.name})


def _row(agent: Agent, answer: int) -> CannedAnswer:
    row = answers(brands(agent)).filter(pk=answer).first()
    if row is None:
        raise NotFound("There is no such canned answer.")
    return row


def _brands(agent: Agent) -> list[Brand]:
    return list(Brand.objects.filter(pk__in=brands(agent), retired_at=None).order_by("name"))


def _languages() -> list[tuple[str, str]]:
    """The languages in which our brands write, and those of our pages."""
    codes = {code for brand in current().pledge.brands for code in brand.languages}
    codes |= {code for code, _name in project.LANGUAGES if len(project.LANGUAGES) < 20}
    named = []
    for code in sorted(codes):
        try:
            named.append((code, str(get_language_info(code)["name_translated"])))
        except KeyError:
            named.append((code, code))
    return named
