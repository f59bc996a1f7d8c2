"""The first sign-in: by a link from the terminal or from a colleague, used once, on our page and never by looking."""

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kept.clock import now
from kept.refusal import NotAllowed
from kept.staff.first_link import look, use


class WelcomeForm(forms.Form):
    """Who comes in. An invited colleague's name and address are known already."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), help_text=gettext_lazy("Customers are told who answers them.")
    )
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=gettext_lazy("A password"),
        help_text=gettext_lazy("At least ten characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """The same rules as everywhere."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@require_http_methods(["GET", "POST"])
@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who is welcome; only sending the form uses the link."""
    link = look(token, now=now())
    if link.agent is None and not _from_here(request):
        raise NotAllowed(
            _("The first sign-in is made on the machine itself."), remedy=_("Open the link there.")
        )
    known = {"name": link.agent.name, "email": link.agent.email} if link.agent else {}
    form = WelcomeForm(request.POST or None, initial=known)
    if link.agent is not None:
        for name in known:
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        had = link.agent is not None and link.agent.has_usable_password()
        agent = use(token, email=words["email"], name=words["name"], password=words["password"], now=now())
        if had:  # whoever opened the link may be somebody else: the owner is told, and the company's chain
            get_adapter(request).send_notification_mail("account/email/password_changed", agent)
        # As through the door: who has a second step is asked for it, and the session is listed.
        where = reverse("desk:owed" if link.agent is not None else "desk:setup")
        return perform_login(request, agent, email_verification="none", redirect_url=where)
    context = {"form": form, "colleague": link.agent}
    return render(request, "desk/welcome.html", context, status=422 if form.is_bound else 200)


def _from_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False  # a socket without an address is not this machine's browser
