"""What a list may be narrowed to, and what a saved view takes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.read.filters import CHANNELS, ME, NOBODY, Filters
from kept.faces.desk.read.promises import NAMES
from kept.faces.desk.saving import LONGEST
from kept.pledge.queries import current
from kept.staff.models import Agent, Team
from kept.staff.queries import agents

CHANNEL_NAMES = {"mail": _("Mail")}
DUE_NAMES = {"hour": _("Within the hour"), "today": _("Until the day is over"), "later": _("After today")}
STATE_NAMES = {"broken": _("Broken"), "risk": _("At risk")}


class FilterForm(forms.Form):
    """One chooser for each filter; sent as an address, so that nothing is refused."""

    use_required_attribute = False  # "Any" is an answer, too

    brand = forms.ChoiceField(label=_("Brand"))
    channel = forms.ChoiceField(label=_("Channel"))
    kind = forms.ChoiceField(label=_("Kind"))
    owner = forms.ChoiceField(label=_("Owner"))
    team = forms.ChoiceField(label=_("Team"))
    due = forms.ChoiceField(label=_("Due"))
    state = forms.ChoiceField(label=_("Broken or at risk"))

    def __init__(self, agent: Agent, filters: Filters, brand_ids: list[int], **kwargs: Any) -> None:
        first = {name: next(iter(getattr(filters, name)), "") for name in self.base_fields}
        super().__init__(initial=first, **kwargs)
        for name, choices in choices_of(agent, brand_ids).items():
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """The name of a saved view, and with whom it is shared."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST, error_messages={"required": _("Give it a name.")}
    )
    team = forms.ModelChoiceField(
        queryset=None, label=_("Who sees it"), required=False, empty_label=_("Only you")
    )
    filters = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(memberships__agent=agent, closed_at=None).order_by(
            "name"
        )


def choices_of(agent: Agent, brand_ids: list[int]) -> dict[str, list[tuple[str, Any]]]:
    """(value, words) of all that can be chosen, by filter; brands only those that the reader may see."""
    pledge = current()
    people = [(str(each.pk), each.name) for each in agents() if each.pk != agent.pk]
    return {
        "brand": [(slug, pledge.brand(pk).name) for slug, pk in pledge.ids.items() if pk in brand_ids],
        "channel": [(channel, CHANNEL_NAMES[channel]) for channel in CHANNELS],
        "kind": [(kind.value, name) for kind, name in NAMES.items()],
        "owner": [(ME, _("Me")), (NOBODY, _("Nobody yet")), *people],
        "team": [
            (str(pk), name)
            for pk, name in Team.objects.filter(closed_at=None).order_by("name").values_list("pk", "name")
        ],
        "due": list(DUE_NAMES.items()),
        "state": list(STATE_NAMES.items()),
    }
