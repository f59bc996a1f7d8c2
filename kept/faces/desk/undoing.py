"""What was done to many rows, said in one line; how it is taken back is remembered in the session for a while."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.handling.bulk import Outcome, Undo

#: Says that this is one part of a larger act: it is added up and not told yet.
PART = "X-Kept-Part"
PARTS, ACTS = "bulk_parts", "bulk_undo"
#: Acts on many that can still be taken back, the latest.
KEPT = 3
#: Refusals that are named; the others are counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome with its refusals in the reader's words."""

    done: int
    refused: tuple[tuple[str, str], ...]
    undo: tuple[Undo, ...]


def finished(
    request: HttpRequest, outcome: Outcome, says: str, words: Mapping[str, Any], **names: str
) -> HttpResponse:
    """Tell what was done and what was refused, and go back to the list. A part of a larger act is only added up.

    `says` counts what was done (`n`) with the other names that it holds.
    """
    part = request.headers.get(PART) or words.get("part", "")
    parts: dict[str, Any] = request.session.get(PARTS, {})
    told = Told(outcome.done, tuple((name, str(why.say(_))) for name, why in outcome.refused), outcome.undo)
    if part in parts:
        told = _sum(_read(parts[part]), told)
    if request.headers.get(PART):
        # One act at a time: what a lost page left half-told is dropped.
        request.session[PARTS] = {part: asdict(told)}
        return HttpResponse(status=204)
    request.session.pop(PARTS, None)
    level = messages.SUCCESS if told.done else messages.WARNING
    undo = f"{_remember(request, told.undo)} {_('Undo')}" if told.undo else ""
    messages.add_message(request, level, _line(told, says, names), extra_tags=undo)
    return redirect(_own(words.get("back", "")) or "desk:owed")


def remembered(request: HttpRequest, key: str) -> list[Undo]:
    """How to take back the act that the key names, once; [] when it is not remembered any more."""
    acts: dict[str, Any] = request.session.get(ACTS, {})
    found = acts.pop(key, [])
    request.session[ACTS] = acts
    return [Undo(**each) for each in found]


def home(request: HttpRequest) -> str:
    """The list on which the act began; "" when it was none of ours."""
    given = request.POST.get("back") or request.GET.get("back", "")
    if not given:
        parts = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
        given = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return _own(given)


def _own(path: str) -> str:
    return path if path.startswith(reverse("desk:owed")) and "\\" not in path else ""


def _remember(request: HttpRequest, undo: tuple[Undo, ...]) -> str:
    key = token_urlsafe(9)
    acts: dict[str, Any] = request.session.get(ACTS, {})
    request.session[ACTS] = {**dict(list(acts.items())[1 - KEPT :]), key: [asdict(each) for each in undo]}
    return reverse("desk:bulk_undoing", args=[key])


def _line(told: Told, says: str, names: Mapping[str, str]) -> str:
    words = [str(says % {"n": told.done, **names})] if told.done else []
    if told.refused:
        count = len(told.refused)
        words.append(ngettext("%(n)s refused:", "%(n)s refused:", count) % {"n": count})
        words += [f"{name}: {why}" for name, why in told.refused[:NAMED]]
        if count > NAMED:
            words.append(_("And %(n)s more.") % {"n": count - NAMED})
    return " ".join(words) or _("Nothing was left to do.")


def _sum(one: Told, other: Told) -> Told:
    return Told(one.done + other.done, one.refused + other.refused, one.undo + other.undo)


def _read(part: Mapping[str, Any]) -> Told:
    refused = tuple((name, why) for name, why in part["refused"])
    return Told(part["done"], refused, tuple(Undo(**each) for each in part["undo"]))
