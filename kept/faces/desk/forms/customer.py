"""What the verbs over customers take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.customers.points import SOURCES

CHANNELS = [
    ("mail", _("Mail address")),
    ("phone", _("Telephone number")),
    ("post", _("Postal address")),
]
FROM = {
    "told us": _("The customer told us"),
    "wrote to us": _("A message of theirs"),
    "an order": _("An order"),
    "a partner": _("A partner"),
    "found by us": _("We found it ourselves"),
}


class LinkForm(forms.Form):
    """The other account."""

    code = forms.CharField(
        label=_("Code of the other account"),
        help_text=_("It stands in the address and at the top of the other account's page."),
        error_messages={"required": _("Give the code of the other account.")},
    )


class PointForm(forms.Form):
    """A further way to reach somebody."""

    channel = forms.ChoiceField(label=_("What it is"), choices=CHANNELS)
    value = forms.CharField(
        label=_("Address or number"),
        max_length=320,
        help_text=_("A number with its country, like +44 20 7946 0018."),
        error_messages={"required": _("Give the address or the number.")},
    )
    source = forms.ChoiceField(
        label=_("Where we have it from"), choices=[(each, FROM[each]) for each in SOURCES]
    )
