"""What the visitor writes as the customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.pledge.queries import current


class AnswerForm(forms.Form):
    """An answer to one mail."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write something first.")},
    )


class LetterForm(forms.Form):
    """A new mail to one of the company's addresses."""

    name = forms.CharField(label=_("Your name"), initial="Odile Carrasco")
    address = forms.EmailField(label=_("Your address"), initial="odile@carrasco.example")
    to = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), required=False)
    text = forms.CharField(
        label=_("What you write"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = [(brand.address, f"{brand.name}, {brand.address}") for brand in current().pledge.brands]
        self.fields["to"].choices = brands  # type: ignore[attr-defined]
