"""What the first-run guide takes in: the company and its brand."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.pledge.values import Wrong
from kept.pledge.values import address as read_address


class CompanyForm(forms.Form):
    """Who promises, and where its day begins and ends."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Your opening hours and every due time are counted in it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]


class BrandForm(forms.Form):
    """The name under which customers know the company, and the address that they write to."""

    name = forms.CharField(label=_("Name that customers know"), max_length=200)
    address = forms.CharField(
        label=_("Address that customers write to"),
        help_text=_("Answers come from it. Its mail has to arrive here: the next step sees to that."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        error_messages={"invalid": _("Choose a colour, like #2444ae.")},
    )

    def clean_address(self) -> str:
        """An address as the pledge takes it."""
        try:
            return read_address(self.cleaned_data["address"])
        except Wrong as wrong:
            raise forms.ValidationError(f"{wrong.problem} {wrong.remedy}") from None
