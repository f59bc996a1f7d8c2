"""What the verbs over customers take in."""

from django import forms


class LinkForm(forms.Form):
    """The other account."""

    code = forms.CharField(
        label="Code of the other account",
        help_text="It stands in the address and at the top of the other account's page.",
        error_messages={"required": "Give the code of the other account."},
    )
