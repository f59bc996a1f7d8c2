"""Removing a passkey, as far as the company's rule allows; and the doors of allauth that this desk does not have."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse


class RemovingPasskey(RemoveWebAuthnView):
    """allauth asks whether a code app may go, but not whether a key may: the last one stays while the rule needs it."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        """Remove it, or say beside the button why it stays."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


def nobody_comes_in_here(_request: HttpRequest, **_names: str) -> HttpResponse:
    """Nobody signs up, and nobody claims an address: colleagues are invited at the one they have."""
    raise Http404
