"""Invitations: a colleague is let in, by a mail with a link or by a link to give; and what is taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.mail.sending.choosing import chosen
from kept.clock import now
from kept.faces.desk.acting import ask, done
from kept.faces.desk.forms.people import InviteForm
from kept.faces.desk.gate import agent_of, at_desk
from kept.faces.desk.refusals import checked
from kept.handling.gates import may_administer
from kept.refusal import Refusal
from kept.staff.actions import join
from kept.staff.first_link import invitation, revoke_all
from kept.staff.inviting import mail_invitation
from kept.staff.models import Agent
from kept.staff.places import place, seat
from kept.staff.queries import agent_by_id


@require_http_methods(["GET", "POST"])
@at_desk
def joining(request: HttpRequest) -> HttpResponse:
    """A colleague begins: with a name, because no answer goes out without one."""
    me = agent_of(request)
    may_administer(me, _("let somebody in"))
    if request.method == "GET":
        lead = (
            _("They get a mail with a link, and choose a password.")
            if chosen() is not None
            else _("They come in by a link that you give them, and choose a password then.")
        )
        title, then = _("A new colleague"), reverse("desk:people")
        return ask(request, InviteForm(), title=title, act=_("Invite"), lead=lead, then=then)
    form = InviteForm(request.POST)
    words = checked(form)
    at = now()
    made = join(
        email=str(words["email"]), name=str(words["name"]), role=str(words["role"]), by=me.actor, now=at
    )
    seat(made, all_brands=form.all_brands, brands=words["brands"], by=me.actor, now=at)  # type: ignore[arg-type]
    place(made, words["teams"], by=me.actor, now=at)  # type: ignore[arg-type]
    if chosen() is None:
        says = _("%(name)s is one of us. Make a link for the first sign-in.") % {"name": made.name}
        return done(request, "desk:person", made.pk, says=says)
    return done(request, "desk:person", made.pk, says=_mail(made, me))


@require_POST
@at_desk
def inviting(request: HttpRequest, agent: int) -> HttpResponse:
    """A link that signs a colleague in once. It is shown once, and never written to a log."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("make a sign-in link"))
    url = invitation(row, now=now(), by=me.actor)
    template = "desk/settings/link.html" if request.htmx else "desk/settings/link_page.html"
    return render(request, template, {"url": url, "colleague": row})


@require_POST
@at_desk
def mailing(request: HttpRequest, agent: int) -> HttpResponse:
    """A fresh link by mail; the one before it is void."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("invite somebody"))
    return done(request, "desk:person", row.pk, says=_mail(row, me))


@require_POST
@at_desk
def revoking(request: HttpRequest, agent: int) -> HttpResponse:
    """The link opens nothing any more."""
    me, row = agent_of(request), agent_by_id(agent)
    may_administer(me, _("take an invitation back"))
    revoke_all(row, by=me.actor, now=now())
    return done(request, "desk:person", row.pk, says=_("The invitation opens nothing any more."))


def _mail(row: Agent, me: Agent) -> str:
    """Invite by mail, after the link is stored; what came of it, as a sentence."""
    at = now()
    url = invitation(row, now=at, by=me.actor, by_mail=True)
    try:
        mail_invitation(row, url, by=me.name, now=at)
    except Refusal as refusal:
        return _("%(why)s Make a link instead, and give it to them.") % {"why": str(refusal.say(_))}
    return _("The invitation is on its way to %(address)s.") % {"address": row.email}
