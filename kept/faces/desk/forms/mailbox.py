"""A mailbox as set-up takes it in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.channels.mail.mailboxes import Wanted, problems
from kept.channels.mail.models import Mailbox

SECURITY = [
    ("tls", _("TLS from the start (port 993)")),
    ("starttls", _("TLS after STARTTLS (port 143)")),
    ("none", _("No encryption")),
]
SIGN_IN = [
    ("password", _("With a password")),
    ("google", _("Google (OAuth 2)")),
    ("microsoft", _("Microsoft (OAuth 2)")),
]
BEGIN = [
    ("new", _("With the mail that arrives from now on")),
    ("all", _("With everything in the folder; what is old gets no acknowledgement")),
]
AFTER = [
    ("leave", _("Leave it untouched")),
    ("seen", _("Mark it as read")),
    ("move", _("Move it to another folder")),
    ("delete", _("Delete it")),
]
#: What is never shown again: a browser must not keep it either.
SECRET = forms.PasswordInput(attrs={"autocomplete": "off"})


class MailboxForm(forms.Form):
    """A mailbox at a provider. Empty secrets leave those that are known."""

    address = forms.EmailField(
        label=_("Address"), help_text=_("A brand's address, whose mail lies in this mailbox.")
    )
    host = forms.CharField(label=_("Server"), help_text=_("Like imap.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY, initial="tls")
    user = forms.CharField(label=_("Name to sign in with"))
    sign_in = forms.ChoiceField(label=_("How to sign in"), choices=SIGN_IN, initial="password")
    client = forms.CharField(
        label=_("Application id"),
        required=False,
        help_text=_("Of the application that you registered with the provider (client id)."),
    )
    client_secret = forms.CharField(label=_("Application secret"), required=False, widget=SECRET)
    tenant = forms.CharField(
        label=_("Directory"),
        required=False,
        help_text=_("Microsoft's tenant id; needed when the application signs in by itself."),
    )
    password = forms.CharField(
        label=_("Password or refresh token"),
        required=False,
        widget=SECRET,
    )
    folders = forms.CharField(
        label=_("Folders"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line. Empty: the inbox."),
    )
    begin = forms.ChoiceField(label=_("Begin"), choices=BEGIN, initial="new")
    after = forms.ChoiceField(label=_("When a mail is stored here"), choices=AFTER, initial="leave")
    after_folder = forms.CharField(label=_("Folder to move it to"), required=False)

    def __init__(self, *args: Any, known: Mailbox | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        if known is not None:
            for name in ("password", "client_secret"):
                self.fields[name].help_text = _("Left empty, the one that is known stays.")

    def clean(self) -> dict[str, Any]:
        """Everything that a sign-in of this kind needs is there."""
        values = super().clean() or {}
        if not self.errors:
            for name, sentence in problems(self._wanted(values), self._known):
                self.add_error(name, sentence)
        return values

    def wanted(self) -> Wanted:
        """The mailbox that a valid form describes."""
        return self._wanted(self.cleaned_data)

    @staticmethod
    def _wanted(values: dict[str, Any]) -> Wanted:
        lines = (line.strip() for line in values["folders"].splitlines())
        return Wanted(
            address=values["address"].lower(),
            host=values["host"],
            port=values["port"],
            security=values["security"],
            user=values["user"],
            sign_in=values["sign_in"],
            password=values["password"],
            client=values["client"],
            client_secret=values["client_secret"],
            tenant=values["tenant"],
            folders=tuple(dict.fromkeys(line for line in lines if line)),
            begin=values["begin"],
            after=values["after"],
            after_folder=values["after_folder"],
        )


def mailbox_values(row: Mailbox) -> dict[str, Any]:
    """The row's values for a form; never a secret."""
    names = ("address", "host", "port", "security", "user", "sign_in", "begin", "after", "after_folder")
    return {name: getattr(row, name) for name in names} | {
        "client": row.oauth_client,
        "tenant": row.oauth_tenant,
        "folders": "\n".join(row.folders),
    }
