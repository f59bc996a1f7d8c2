"""How a verb asks and how it ends: a small form in the page's dialog, then the page as it now is, with a way back."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back from what was done: what its button says, and where it posts."""

    label: str
    url: str


def ask(
    request: HttpRequest, form: Form, *, title: str, act: str, lead: str = "", then: str = "", **more: object
) -> HttpResponse:
    """The form of a verb: in the dialog when the page's script asked, else as a page of its own.

    `act` is what the button says, `then` where giving up leads.
    """
    context = {"form": form, "title": title, "act": act, "lead": lead, "then": then, **more}
    return render(request, "desk/ask.html" if request.htmx else "desk/ask_page.html", context)


def done(
    request: HttpRequest,
    where: str,
    *args: object,
    says: str = "",
    undo: tuple[str, str] | None = None,
    **kwargs: object,
) -> HttpResponse:
    """It is done: say so, offer the way back (what its button says, where it posts), and show the page as it now is."""
    if says:
        # A message carries one string beside its words; an address has no space in it, so the label comes second.
        way_back = f"{undo[1]} {undo[0]}" if undo else ""
        messages.success(request, says, extra_tags=way_back)
    return redirect(where, *args, **kwargs)


def undo_of(tags: str) -> Undo | None:
    """The way back that a message carries."""
    url, _, label = tags.partition(" ")
    return Undo(label, url) if url.startswith("/") and label else None
