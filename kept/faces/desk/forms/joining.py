"""What verbs take in that say who and what belongs together."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SamePersonForm(forms.Form):
    """Another address of the same human being."""

    address = forms.EmailField(
        label=_("The other address of this person"),
        help_text=_("From then on whoever writes from either address is one person. It can be undone."),
        error_messages={
            "required": _("Give the other mail address."),
            "invalid": _("Write a whole mail address, like bea@nolan.example."),
        },
    )
