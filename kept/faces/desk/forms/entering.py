"""What signing in takes in beyond the password: codes, and names of keys. In our words."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from kept.staff.models import Agent

_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


def _code(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=_DIGITS)
    )


class DoorForm(LoginForm):
    """Signing in: two fields, and whether this browser is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mail address")
        self.fields["remember"].label = _("Stay signed in: this is my own device")
        self.fields["password"].help_text = ""  # the way to a new one stands below
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeForm(AuthenticateForm):
    """The second step of signing in."""

    code = _code(_("Code"), _("The six digits that your app shows now, or one of your recovery codes."))

    def clean_code(self) -> str:
        """It opens once."""
        return _once(self.user, super().clean_code())


class AgainForm(ReauthenticateForm):
    """Who is signed in shows once more that it is him."""

    code = _code(_("Code"), _("The six digits that your app shows now, or one of your recovery codes."))

    def clean_code(self) -> str:
        """It opens once."""
        return _once(self.user, super().clean_code())


class AppForm(ActivateTOTPForm):
    """An app begins to show codes: the first one proves that it has the secret."""

    code = _code(_("Code"), _("The six digits that the app shows now."))

    def clean_code(self) -> str:
        """It opens nothing afterwards."""
        return _once(self.user, super().clean_code())


class KeyForm(AddWebAuthnForm):
    """A passkey or a security key, under a name by which its owner knows it."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("Like “My laptop” or “The key on my ring”."),
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this alone, without the password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your finger, your face or its own number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "name": "", "passwordless": True}
        super().__init__(*args, **kwargs)


class KeyNameForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("Name"), max_length=60)


def _once(agent: Agent, code: str) -> str:
    """The code, the first time (RFC 6238, 5.2): allauth forgets it sooner than it stops taking it."""
    good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"kept.code.{agent.pk}.{normalize_user_code(code)}", "used", timeout=good_for):
        raise get_adapter().validation_error("incorrect_code")
    return code
