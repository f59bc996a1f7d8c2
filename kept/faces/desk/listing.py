"""A list as a request asks for it: its filters read from the address, its rows, and what stands around them."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from kept.clock import now
from kept.faces.desk.forms.lists import choices_of
from kept.faces.desk.gate import agent_of, zone_of
from kept.faces.desk.read import figures
from kept.faces.desk.read.brands import brands
from kept.faces.desk.read.day import Day, day_of
from kept.faces.desk.read.filters import Filters, condition, parse
from kept.faces.desk.read.ignored import Neglect, neglected
from kept.faces.desk.read.lists import NOTHING_LEFT, OWED, ListKind
from kept.faces.desk.read.owed import Listing, bands, one_band
from kept.rules.promise import Band
from kept.staff.models import Agent


@dataclass(slots=True)
class Shown:
    """A list that was read, and what its template needs."""

    listing: Listing
    filters: Filters
    figure: str  # the chosen one, or ""
    day: Day
    neglect: Neglect | None = None
    context: dict[str, Any] = field(default_factory=dict)


def look(request: HttpRequest, kind: ListKind, *, path: str, filters: Filters | None = None) -> Shown:
    """Which rows the request asks for; nothing is read yet but who is ignored, when that is the question."""
    agent, day = agent_of(request), day_of(now())
    zone = zone_of(request)
    asked = parse(dict(request.GET.lists()))
    figure = request.GET.get("only", "") if kind is OWED and request.GET.get("only") in figures.KEYS else ""
    neglect = neglected(agent, now=day.now) if figure == "ignored" else None
    rows = kind.rows(agent)
    for each in (filters, asked):
        if each:
            rows = rows.filter(condition(each, agent, day))
    if figure:
        rows = figures.only(rows, figure, day, neglect or NOBODY_IGNORED, zone)
    keep = [*asked.pairs(), *([("only", figure)] if figure else [])]
    return Shown(Listing(rows, agent, day, zone, path, keep), asked, figure, day, neglect)


def shown(
    request: HttpRequest, kind: ListKind, *, path: str, filters: Filters | None = None, rows: bool = True
) -> Shown:
    """The list with all that stands around it; without `rows` only that."""
    seen = look(request, kind, path=path, filters=filters)
    listing, context = seen.listing, seen.context
    alone = _alone(request)
    if rows:
        context["bands"] = (
            _whole(one_band(listing, alone, request.GET.get("after", ""))) if alone else bands(listing)
        )
    empty = kind.empty
    if seen.figure:
        empty = figures.EMPTY[seen.figure]
    elif seen.filters:
        empty = NOTHING_LEFT
    context |= {
        "title": kind.title,
        "empty_title": empty[0],
        "empty_words": empty[1],
        "filters": seen.filters,
        "alone": alone,
        "whole_url": listing.url(),
        "list_key": kind.key,
        "list_query": urlencode([("list", kind.key), *listing.keep]),
        "chips": _chips(seen, listing.agent) if seen.filters else [],
    }
    if kind is OWED:
        _add_figures(seen, path)
    return seen


NOBODY_IGNORED = Neglect(frozenset(), "")


def _add_figures(seen: Shown, path: str) -> None:
    listing = seen.listing
    neglect = seen.neglect or neglected(listing.agent, now=seen.day.now)

    def url(figure: str) -> str:
        query = urlencode([*seen.filters.pairs(), *([("only", figure)] if figure else [])])
        return f"{path}?{query}" if query else path

    args: dict[str, Any] = {"url": url, "chosen": seen.figure, "zone": listing.zone}
    seen.context["figures"] = figures.figures(listing.agent, seen.day, neglect, **args)
    seen.context["filtered"] = figures.NAMES.get(seen.figure, "")
    seen.context["unfiltered_url"] = url("")


def _chips(seen: Shown, agent: Agent) -> list[dict[str, Any]]:
    """Each filter in words, with the address of the list without it."""
    words = {name: dict(choices) for name, choices in choices_of(agent, brands(agent)).items()}
    only = [("only", seen.figure)] if seen.figure else []
    return [
        {
            "words": words[name].get(value, value),
            "url": _query(seen.filters.without(name, value).pairs() + only),
        }
        for name, value in seen.filters.pairs()
    ]


def _query(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}"


def _alone(request: HttpRequest) -> Band | None:
    asked = request.GET.get("band", "")
    return Band(asked) if asked in {each.value for each in Band} else None


def _whole(band: Any) -> tuple[Any, ...]:
    return (band,) if band.rows else ()
