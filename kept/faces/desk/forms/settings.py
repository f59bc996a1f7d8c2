"""What set-up takes in: a mailbox, the relay, a colleague."""

from typing import Any

from django import forms

from kept.channels.mail.fetching.account import Account, account_of
from kept.channels.mail.models import Mailbox, Relay
from kept.channels.mail.sending.relay import RelaySettings
from kept.staff.models import Role

SECURITY = [("tls", "TLS from the start"), ("starttls", "TLS after STARTTLS"), ("none", "No encryption")]


class MailboxForm(forms.Form):
    """A mailbox at a provider, with a password. An empty password leaves the one that is known."""

    address = forms.EmailField(
        label="Address", help_text="A brand's address, whose mail lies in this mailbox."
    )
    host = forms.CharField(label="Server", help_text="Like imap.example.com.")
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label="Encryption", choices=Mailbox.Security.choices, initial="tls")
    user = forms.CharField(label="Name to sign in with")
    password = forms.CharField(
        label="Password", required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    begin = forms.ChoiceField(label="Begin", choices=Mailbox.Begin.choices, initial="new")

    def account(self, known: Mailbox | None) -> Account:
        """What the live test signs in with."""
        values = self.cleaned_data
        password = values["password"] or (account_of(known).password if known is not None else "")
        return Account(
            address=values["address"].lower(),
            host=values["host"].strip(),
            port=values["port"],
            security=values["security"],
            user=values["user"],
            password=password,
            begin=values["begin"],
        )


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


def initial_of(row: Mailbox | Relay) -> dict[str, Any]:
    """The row's values for a form; never the password."""
    return {
        name: getattr(row, name)
        for name in ("address", "host", "port", "security", "user", "begin")
        if hasattr(row, name)
    }
