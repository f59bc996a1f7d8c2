"""The first-run guide: company, brand, mail in, mail out, colleagues. Each step can wait, and be changed later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.setup import BrandForm, CompanyForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.read.setup import guide
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import may_administer
from kept.pledge.accept import accept_pledge
from kept.pledge.queries import current, history
from kept.pledge.rewriting import with_texts
from kept.staff.models import Agent
from kept.staff.setting_up import finish, leave_for_later


@require_GET
@at_desk
def setup(request: HttpRequest) -> HttpResponse:
    """How far the desk is, and what comes next."""
    context = {"tabs": TABS, "agent": agent_of(request), "guide": guide()}
    return render(request, "desk/settings/setup.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def company(request: HttpRequest) -> HttpResponse:
    """The company's name and zone, as the pledge has them."""
    me = agent_of(request)
    may_administer(me, _("name the company"))
    if request.method == "GET":
        pledge = current().pledge
        form = CompanyForm(initial={"name": pledge.company, "zone": str(pledge.brands[0].zone)})
        lead = _("This changes the pledge: it is accepted in your name, as a new version.")
        title, act = _("Your company"), _("Accept it")
        return ask(request, form, title=title, act=act, lead=lead, then=reverse("desk:setup"))
    words = checked(CompanyForm(request.POST))
    pledge = current().pledge
    values: dict[tuple[str | int, ...], str] = {
        ("company", "name"): str(words["name"]),
        ("company", "zone"): str(words["zone"]),
    }
    first = pledge.brands[0]
    if first.name == pledge.company:  # a company with one brand is known by one name
        values["brands", first.slug, "name"] = str(words["name"])
    _accept(values, me)
    finish("company", by=me.actor, now=now())
    return done(request, "desk:setup", says=_("The company has its name."))


@require_http_methods(["GET", "POST"])
@at_desk
def brand(request: HttpRequest) -> HttpResponse:
    """The first brand's name, address and colour, as the pledge has them."""
    me = agent_of(request)
    may_administer(me, _("set up a brand"))
    first = current().pledge.brands[0]
    if request.method == "GET":
        form = BrandForm(initial={"name": first.name, "address": first.address, "accent": first.accent})
        lead = _("More brands are added in the pledge.")
        title, act = _("Your brand"), _("Accept it")
        return ask(request, form, title=title, act=act, lead=lead, then=reverse("desk:setup"))
    words = checked(BrandForm(request.POST))
    _accept({("brands", first.slug, key): str(words[key]) for key in ("name", "address", "accent")}, me)
    finish("brand", by=me.actor, now=now())
    says = _("Customers write to %(address)s from now on.") % {"address": words["address"]}
    return done(request, "desk:setup", says=says)


@require_POST
@at_desk
def waiting(request: HttpRequest, step: str) -> HttpResponse:
    """Leave a step for later."""
    me = agent_of(request)
    may_administer(me, _("set the desk up"))
    leave_for_later(step, by=me.actor, now=now())
    return redirect("desk:setup")


@require_POST
@at_desk
def finishing(request: HttpRequest, step: str) -> HttpResponse:
    """A step is as it should be, whatever the desk can see of it: forwarding whose first mail is still to come."""
    me = agent_of(request)
    may_administer(me, _("set the desk up"))
    finish(step, by=me.actor, now=now())
    return redirect("desk:setup")


def _accept(values: dict[tuple[str | int, ...], str], me: Agent) -> None:
    newest = history().first()
    text = newest.text if newest is not None else ""
    accept_pledge(with_texts(text, values), by=me.actor, now=now())
