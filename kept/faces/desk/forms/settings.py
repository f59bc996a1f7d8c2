"""What set-up takes in: the relay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.channels.mail.models import Relay
from kept.channels.mail.sending.relay import RelaySettings

SECURITY = [
    ("tls", _("TLS from the start")),
    ("starttls", _("TLS after STARTTLS")),
    ("none", _("No encryption")),
]


class RelayForm(forms.Form):
    """The server that takes our mail. An empty password leaves the one that is known."""

    host = forms.CharField(label=_("Server"), help_text=_("Like mail.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY, initial="starttls")
    user = forms.CharField(label=_("Name to sign in with"), required=False)
    password = forms.CharField(
        label=_("Password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    test_to = forms.EmailField(
        label=_("Send a test mail to"),
        required=False,
        help_text=_("Only the test sends it; saving does not."),
    )

    def settings(self, known_password: str) -> RelaySettings:
        """What the live test connects with."""
        values = self.cleaned_data
        return RelaySettings(
            "smtp",
            values["security"],
            values["host"].strip(),
            values["port"],
            user=values["user"],
            password=values["password"] or known_password,
        )


def initial_of(row: Relay) -> dict[str, Any]:
    """The row's values for a form; never the password."""
    return {name: getattr(row, name) for name in ("host", "port", "security", "user")}
