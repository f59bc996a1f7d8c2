"""How we sign in: my sessions, the company's rule about a second step, and taking one away when a device is lost."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.gate import agent_of, at_desk, at_own_desk
from kept.faces.desk.read.sessions import sessions as sessions_of
from kept.faces.desk.refusals import checked
from kept.faces.desk.views.settings import TABS
from kept.handling.gates import may_administer
from kept.refusal import NotFound
from kept.staff.models import Agent
from kept.staff.second_step import end_sessions, reset_second, rule, set_rule


class RuleForm(forms.Form):
    """From which role on a second step is needed."""

    needs = forms.ChoiceField(
        label=gettext_lazy("A second step is needed by"),
        choices=[
            ("nobody", gettext_lazy("nobody: everybody decides alone")),
            ("leads", gettext_lazy("leads, heads and admins")),
            ("everyone", gettext_lazy("everyone")),
        ],
        widget=forms.RadioSelect,
    )


class LostForm(forms.Form):
    """An admin says that he knows who asks."""

    sure = forms.BooleanField(label=gettext_lazy("I have seen or heard them myself, and it is them who ask."))


@require_GET
@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """After signing in again in a new tab: back to the tab with the words."""
    return render(request, "desk/signed_in.html")


@require_GET
@at_own_desk
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    seen = sessions_of(agent_of(request), here=request.session.session_key or "")
    return render(request, "usersessions/usersession_list.html", {"sessions": seen})


@require_POST
@at_own_desk
def ending_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign out one browser of mine."""
    row = UserSession.objects.filter(user=agent_of(request), pk=session).first()
    if row is None:
        raise NotFound(_("That browser is not signed in any more."))
    row.end()
    return done(request, "desk:sessions", says=_("Signed out there."))


@require_POST
@at_own_desk
def ending_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = end_sessions(agent_of(request), but=request.session.session_key or "")
    says = ngettext("Signed out in one other browser.", "Signed out in %(count)s other browsers.", count)
    return done(request, "desk:sessions", says=says % {"count": count})


@require_GET
@at_desk
def signing_in(request: HttpRequest) -> HttpResponse:
    """Who has a second step, and who must have one."""
    may_administer(agent_of(request), _("see how colleagues sign in"))
    steps: dict[int, set[str]] = {}
    for user_id, kind in Authenticator.objects.values_list("user_id", "type"):
        steps.setdefault(user_id, set()).add(kind)
    people = [
        {"person": person, "app": "totp" in has, "key": "webauthn" in has}
        for person in Agent.objects.filter(is_active=True).order_by("name")
        for has in (steps.get(person.pk, set()),)
    ]
    context = {
        "tabs": TABS,
        "people": people,
        "form": RuleForm(initial={"needs": rule()}),
        "me": agent_of(request),
    }
    return render(request, "desk/settings/signing_in.html", context)


@require_POST
@at_desk
def ruling(request: HttpRequest) -> HttpResponse:
    """From which role on a second step is needed."""
    agent = agent_of(request)
    may_administer(agent, _("set how we sign in"))
    without = set_rule(str(checked(RuleForm(request.POST))["needs"]), by=agent, now=now())
    says = _("That holds from now on.")
    if without:
        says += " " + ngettext(
            "One colleague is asked for a second step at the next page.",
            "%(count)s colleagues are asked for a second step at their next page.",
            without,
        ) % {"count": without}
    return done(request, "desk:signing_in", says=says)


@require_http_methods(["GET", "POST"])
@at_desk
def resetting(request: HttpRequest, agent: int) -> HttpResponse:
    """A device is lost: take the second step away, and sign the colleague out everywhere."""
    me = agent_of(request)
    may_administer(me, _("take a second step away"))
    person = Agent.objects.filter(pk=agent).first()
    if person is None:
        raise NotFound(_("There is no such colleague."))
    if request.method == "GET":
        lead = _(
            "%(name)s is signed out everywhere and comes in by the password alone, until a new second step is set up. "
            "Somebody who only writes to you may be somebody else: make sure by voice or face."
        ) % {"name": person.name}
        title = _("%(name)s has lost the device") % {"name": person.name}
        then = reverse("desk:signing_in")
        return ask(request, LostForm(), title=title, act=_("Take the second step away"), lead=lead, then=then)
    checked(LostForm(request.POST))
    reset_second(person.pk, by=me.actor, now=now())
    return done(
        request, "desk:signing_in", says=_("%(name)s signs in by password now.") % {"name": person.name}
    )
