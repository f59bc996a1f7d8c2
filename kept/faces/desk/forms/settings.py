"""What set-up takes in: the relay, a colleague."""

from typing import Any

from django import forms

from kept.channels.mail.models import Relay
from kept.channels.mail.sending.relay import RelaySettings
from kept.staff.models import Role

SECURITY = [("tls", "TLS from the start"), ("starttls", "TLS after STARTTLS"), ("none", "No encryption")]


class RelayForm(forms.Form):
    """The server that takes our mail. An empty password leaves the one that is known."""

    host = forms.CharField(label="Server", help_text="Like mail.example.com.")
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label="Encryption", choices=SECURITY, initial="starttls")
    user = forms.CharField(label="Name to sign in with", required=False)
    password = forms.CharField(
        label="Password", required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    test_to = forms.EmailField(
        label="Send a test mail to", required=False, help_text="Only the test sends it; saving does not."
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


class ColleagueForm(forms.Form):
    """Somebody who begins at the desk."""

    name = forms.CharField(label="Name", help_text="Customers are told who answers them.")
    email = forms.EmailField(label="Mail address")
    role = forms.ChoiceField(label="Role", choices=Role.choices, initial=Role.AGENT)


class RoleForm(forms.Form):
    """What a colleague may do, and whether they are still here."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    active = forms.BooleanField(label="Works here", required=False)


def initial_of(row: Relay) -> dict[str, Any]:
    """The row's values for a form; never the password."""
    return {name: getattr(row, name) for name in ("host", "port", "security", "user")}
