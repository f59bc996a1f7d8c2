"""What I am told beyond the desk: the choice, the browsers that agreed, and a try."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import done
from kept.faces.desk.forms.own import TellingForm, boxes
from kept.faces.desk.gate import agent_of, at_own_desk
from kept.faces.desk.read.sessions import browser
from kept.faces.desk.refusals import checked
from kept.refusal import NotFound
from kept.staff.actions import News, notify
from kept.staff.hearing import TEST, choose, wishes
from kept.staff.pushing import public_key, subscribe, unsubscribe


class BrowserForm(forms.Form):
    """What a browser gives when it agrees to be told."""

    endpoint = forms.CharField(max_length=2000)
    browser_key = forms.CharField(max_length=200)
    secret = forms.CharField(max_length=100)


@require_http_methods(["GET", "POST"])
@at_own_desk
def telling(request: HttpRequest) -> HttpResponse:
    """What I am told, by which way, and when not."""
    agent = agent_of(request)
    if request.method == "POST":
        form = TellingForm(request.POST)
        if form.is_valid():
            choose(agent, form.wishes())
            return done(request, "desk:telling", says=_("That holds from now on."))
    else:
        form = TellingForm(initial=boxes(wishes(agent)))
    context = {"form": form, "browsers": list(agent.pushes.order_by("-made_at")), "key": public_key()}
    return render(request, "desk/me/telling.html", context, status=422 if form.is_bound else 200)


@require_POST
@at_own_desk
def subscribing(request: HttpRequest) -> HttpResponse:
    """This browser agreed to be told."""
    words = {name: str(value) for name, value in checked(BrowserForm(request.POST)).items()}
    subscribe(agent_of(request), called=browser(request.META.get("HTTP_USER_AGENT", "")), now=now(), **words)
    return done(request, "desk:telling", says=_("This browser tells you from now on."))


@require_POST
@at_own_desk
def unsubscribing(request: HttpRequest, browser: int) -> HttpResponse:
    """That browser is not told any more."""
    if not unsubscribe(agent_of(request), subscription_id=browser):
        raise NotFound(_("That browser is not told any more."))
    return done(request, "desk:telling", says=_("That browser is not told any more."))


@require_POST
@at_own_desk
def trying(request: HttpRequest) -> HttpResponse:
    """Tell me something now, by every way there is."""
    agent = agent_of(request)
    words = _("You asked to be told: this is how it looks.")
    notify([News(agent.pk, TEST, words)], now=now())
    return done(request, "desk:telling", says=_("It is on its way, by mail and to your browsers."))


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script that a browser keeps to be told while no page is open; it reaches no further than the desk."""
    return render(request, "desk/me/worker.js", content_type="text/javascript; charset=utf-8")
