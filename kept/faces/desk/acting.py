"""How a verb asks and how it ends: a small form in the page's dialog, then the page as it now is."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def ask(
    request: HttpRequest, form: Form, *, title: str, act: str, lead: str = "", then: str = "", **more: object
) -> HttpResponse:
    """The form of a verb: in the dialog when the page's script asked, else as a page of its own.

    `act` is what the button says, `then` where giving up leads.
    """
    context = {"form": form, "title": title, "act": act, "lead": lead, "then": then, **more}
    return render(request, "desk/ask.html" if request.htmx else "desk/ask_page.html", context)


def done(request: HttpRequest, where: str, *args: object, says: str = "", **kwargs: object) -> HttpResponse:
    """It is done: say so, and show the page as it now is."""
    if says:
        messages.success(request, says)
    return redirect(where, *args, **kwargs)
