"""What the verbs of one promise take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.forms.times import MomentField


class ReplaceForm(forms.Form):
    """New terms, with the customer's knowledge."""

    text = forms.CharField(
        label=_("What is promised instead"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In words that the customer may read."),
        error_messages={"required": _("Say what the customer will have instead.")},
    )
    due = MomentField(label=_("By when"))
    why = forms.CharField(
        label=_("Where and how the customer agreed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Without the customer's knowledge the old promise stands.")},
    )


class NothingForm(forms.Form):
    """A verb that needs no words: it is asked once, and done."""
