"""The audit page: who did what and when, for leads, over the whole ledger; and the same as a table to keep."""

import csv
import io
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.audit import Wanted, look
from kept.faces.desk.read.audit_kinds import FAMILIES
from kept.faces.desk.read.audit_seen import seen
from kept.faces.desk.views.contacts import as_file
from kept.handling.gates import case_for, customer_for, may_lead
from kept.ledger.queries import last_checkpoint
from kept.refusal import NotFound
from kept.rules.codes import normalise
from kept.staff.models import Agent

#: Entries in one exported table.
MOST = 5000
COLUMNS = ("at", "who", "actor", "what", "kind", "chain", "case", "position", "hash", "sound", "entry")


class AuditForm(forms.Form):
    """What to look for; everything may be left open."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    about = forms.ChoiceField(label=_("What"), required=False)
    matter = forms.CharField(
        label=_("Case or customer"), required=False, max_length=60, widget=forms.TextInput(attrs={"size": 14})
    )
    day = forms.DateField(
        label=_("Up to"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people = [
            (f"agent:{pk}", name) for pk, name in Agent.objects.order_by("name").values_list("pk", "name")
        ]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("anybody")), ("system", _("Kept itself")), ("import:import", _("an import")), *people,
        ]  # fmt: skip
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", _("anything")), ("company", _("only the company’s own chain")), *FAMILIES.items(),
        ]  # fmt: skip


@require_GET
@at_desk
def audit(request: HttpRequest) -> HttpResponse:
    """A page of the ledger, the newest first."""
    agent = agent_of(request)
    may_lead(agent, gettext("read the ledger"))
    form = AuditForm(request.GET or None)
    wanted, nothing = _wanted(request, agent, form)
    found = look(agent, wanted)
    checkpoint = last_checkpoint()
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "nothing": nothing,
        "entries": []
        if nothing
        else seen(found.entries, checkpoint=checkpoint, now=now(), zone=zone_of(request)),
        "checkpoint": checkpoint,
        "looked_until": found.looked_until,
        "next_url": f"?{urlencode({**kept, 'before': found.next})}" if found.next and not nothing else "",
        "filters": urlencode(kept),
        "filtered": bool(kept),
    }
    return render(request, "desk/audit/audit.html", context, status=422 if form.errors else 200)


@require_GET
@at_desk
def table(request: HttpRequest) -> HttpResponse:
    """The same entries as a table, the newest five thousand of them."""
    agent = agent_of(request)
    may_lead(agent, gettext("read the ledger"))
    wanted, nothing = _wanted(request, agent, AuditForm(request.GET or None))
    entries = [] if nothing else look(agent, wanted, page=MOST, looks=50).entries
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for one in seen(entries, checkpoint=last_checkpoint(), now=now(), zone=zone_of(request)):
        chain = one.customer_code or "company"
        cells = (
            one.at.isoformat(), one.who, one.actor, one.what, one.kind, chain, one.reference, one.seq, one.hash,
            "yes" if one.sound else "no", one.body,
        )  # fmt: skip
        writer.writerow([_plain(str(cell)) for cell in cells])
    name = f"ledger-{now().astimezone(zone_of(request)):%Y-%m-%d-%H%M}.csv"
    return as_file(written.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _wanted(request: HttpRequest, agent: Agent, form: AuditForm) -> tuple[Wanted, str]:
    """What to look for; and, when the case or customer is none that the reader may see, a sentence that says so."""
    words = form.cleaned_data if form.is_bound and form.is_valid() else {}
    before, matter, about = (
        request.GET.get("before", ""),
        words.get("matter", "").strip(),
        words.get("about", ""),
    )
    case = customer = None
    nothing = ""
    if matter:
        try:
            if normalise(matter):
                case = case_for(agent, matter)
            else:
                customer = customer_for(agent, matter)
        except NotFound as refused:
            nothing = str(refused.say(gettext))
    day = words.get("day")
    until = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone_of(request)) if day else None
    wanted = Wanted(
        actor=words.get("who", ""),
        family="" if about == "company" else about,
        case=case,
        customer=customer,
        company=about == "company",
        until=until,
        before=int(before) if before.isdecimal() and len(before) < 19 else 0,
    )
    return wanted, nothing


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
