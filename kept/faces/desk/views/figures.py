"""The figures: what we kept and broke and how long answers took; the promises behind them, and a table to keep."""

import csv
import io
from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kept.clock import now
from kept.faces.desk.forms.figures import StretchForm
from kept.faces.desk.gate import agent_of, at_desk, zone_of
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.figure_lines import HEADS, Seen, answered, channel_name, lines
from kept.faces.desk.read.ignored import neglected
from kept.faces.desk.read.promises import NAMES
from kept.faces.desk.read.reckoned import WHAT, Wanted, key_of, promises_of
from kept.faces.desk.read.reckoning import figures_of, look
from kept.faces.desk.views.files import as_file
from kept.figures.reading import DIMENSIONS, peace
from kept.pledge.queries import current
from kept.refusal import NotFound
from kept.rules.promise import Kind
from kept.staff.models import Agent


@require_GET
@at_desk
def reckoning(request: HttpRequest) -> HttpResponse:
    """The page of figures."""
    form, seen = _seen(request)
    found = look(seen)
    agent = agent_of(request)
    context = {
        "form": form,
        "seen": seen,
        "neglect": neglected(agent, now=seen.now),
        "peace": peace(brands(agent), seen.today),
        "figures": figures_of(seen, found),
        "found": found,
        "chosen": bool(request.GET),
    }
    return render(request, "desk/figures/figures.html", context, status=422 if form.errors else 200)


@require_GET
@at_desk
def reckoned(request: HttpRequest) -> HttpResponse:
    """The promises behind a number."""
    form, seen = _seen(request)
    wanted = _wanted(request, seen)
    rows, after = promises_of(wanted, pledge=seen.pledge, now=seen.now)
    query = request.GET.copy()
    query["after"] = after
    context = {
        "form": form,
        "seen": seen,
        "title": {"kept": _("Kept in time"), "late": _("Kept late"), "broken": _("Broken")}[wanted.what],
        "what": wanted.what,
        "of": _narrowed(wanted, seen),
        "rows": rows,
        "brands": {each: seen.pledge.brand(each).name for each in seen.brands},
        "next_url": f"?{query.urlencode()}" if after else "",
    }
    return render(request, "desk/figures/reckoned.html", context)


@require_GET
@at_desk
def table(request: HttpRequest, by: str) -> HttpResponse:
    """One figure as a table with everything that it holds."""
    _form, seen = _seen(request)
    found = look(seen)
    written = io.StringIO()
    writer = csv.writer(written)
    if by == "answers":
        writer.writerow(
            [_("Who"), _("Half of all, open minutes"), _("Nine of ten, open minutes"), _("Pledged")]
        )
        for row in answered(seen, found):
            writer.writerow(
                [_plain(row.name), round(row.half_minutes), round(row.ninth_minutes), row.pledged]
            )
    elif by in DIMENSIONS:
        heads = (_("Kept in time"), _("Kept late"), _("Broken"), _("Kept in time, per cent"))
        writer.writerow(
            [HEADS[by], *heads, _("Half of all answers, open minutes"), _("Nine of ten, open minutes")]
        )
        for line in lines(seen, found, by):
            one = line.outcome
            name = line.key.isoformat() if isinstance(line.key, date) else _plain(line.name)
            figures = (one.share, one.median, one.ninth)
            writer.writerow(
                [name, one.in_time, one.late, one.broken, *("" if n is None else f"{n:.1f}" for n in figures)]
            )
    else:
        raise NotFound("There is no such figure.")
    name = f"kept-{by}-{seen.first}-{seen.last}.csv"
    return as_file(written.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _seen(request: HttpRequest) -> tuple[StretchForm, Seen]:
    """What the reader looks at: his days, of the brands that he may see."""
    agent, pledge, at = agent_of(request), current(), now()
    today = at.astimezone(zone_of(request)).date()
    mine = brands(agent)
    named = [(pledge.brand(each).slug, pledge.brand(each).name) for each in mine]
    form = StretchForm(request.GET, today=today, brands=named, auto_id="f_%s")
    form.is_valid()
    first, last = form.stretch()
    slug = form.slug()
    chosen = [pledge.ids[slug]] if slug else mine
    seen = Seen(agent, chosen, slug, first, last, today, pledge, at)
    return form, seen


def _wanted(request: HttpRequest, seen: Seen) -> Wanted:
    """Which promises: a word that is none of ours is nothing, and how colleagues fare is for leads."""
    words = {name: request.GET.get(name, "") for name in ("what", "agent", "channel", "kind", "after")}
    if (
        words["what"] not in WHAT
        or "\0" in words["channel"]
        or (words["kind"] and words["kind"] not in set(Kind))
    ):
        raise NotFound("There is no such figure.")
    wanted = Wanted(
        words["what"], list(seen.brands), seen.first, seen.last, kind=words["kind"], channel=words["channel"]
    )
    who = words["agent"]
    if who == "none":
        wanted = replace(wanted, agent=0)
    elif who:
        if not (who.isdecimal() and len(who) < 19) or not (seen.agent.leads or int(who) == seen.agent.pk):
            raise NotFound("There is no such figure.")
        wanted = replace(wanted, agent=int(who))
    return replace(wanted, after=key_of(words["after"]))


def _narrowed(wanted: Wanted, seen: Seen) -> list[str]:
    """What the list is narrowed to, in words."""
    said = [seen.pledge.brand(seen.brands[0]).name] if seen.slug else []
    if wanted.agent is not None:
        said.append(
            Agent.objects.filter(pk=wanted.agent).values_list("name", flat=True).first() or _("nobody yet")
        )
    if wanted.kind:
        said.append(str(NAMES[Kind(wanted.kind)]))
    if wanted.channel:
        said.append(channel_name("" if wanted.channel == "none" else wanted.channel))
    return said


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
