"""What the verbs of a case take in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.forms.times import MomentField
from kept.faces.desk.read.promises import NAMES
from kept.rules.promise import Kind
from kept.staff.models import Team
from kept.staff.queries import agents

#: Kinds that somebody can promise by hand. A promise to answer comes with the contact, a search with a bounce.
BY_HAND = tuple(kind for kind in NAMES if kind not in (Kind.ANSWER, Kind.FIND_WAY, Kind.SEND_BACK))


class PromiseForm(forms.Form):
    """A promise by hand."""

    text = forms.CharField(
        label=_("What is promised"),
        widget=forms.Textarea(
            attrs={"rows": 2, "class": "words-in", "placeholder": _("We send the left boot again")}
        ),
        help_text=_("In words that the customer may read."),
        error_messages={"required": _("Say what the customer will have.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, NAMES[kind]) for kind in BY_HAND])
    due = MomentField(label=_("By when"))
    theirs = forms.BooleanField(label=_("The customer promises this to us"), required=False)


class AssignForm(forms.Form):
    """To whom the case goes."""

    to = forms.ModelChoiceField(queryset=None, label=_("Who has it from now on"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = agents()


class TransferForm(forms.Form):
    """Offering a case, with the words that go along."""

    to = forms.ChoiceField(label=_("To whom"))
    why = forms.CharField(
        label=_("What they need to know"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes along as a note. The whole story is handed over anyway."),
        error_messages={"required": _("One sentence saves the customer from telling it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(f"agent:{agent.pk}", agent.name) for agent in agents()]
        there = Team.objects.filter(closed_at=None).order_by("name")
        teams = [(f"team:{team.pk}", team.name) for team in there]
        self.fields["to"].choices = [(_("Colleagues"), people), (_("Teams"), teams)]  # type: ignore[attr-defined]


class SnoozeForm(forms.Form):
    """Until when, and why. Snoozing is a promise of our own to look again."""

    until = MomentField(label=_("Look at it again"))
    why = forms.CharField(
        label=_("Why"), required=False, help_text=_("Stands in the list when the time has come.")
    )


class SettleForm(forms.Form):
    """The cause: what it was about and how it ended."""

    cause = forms.CharField(
        label=_("What it was about, and how it ended"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Name the cause: what it was about, and how it ended.")},
    )


class ReasonForm(forms.Form):
    """One sentence of why."""

    why = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, in one sentence.")},
    )

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["why"].label = label


class MergeForm(forms.Form):
    """Into which case this one goes."""

    into = forms.CharField(
        label=_("Reference of the case that remains"),
        help_text=_("Like K7Q-3M9-E. Both belong to one customer and one brand."),
        error_messages={"required": _("Give the reference of the other case.")},
    )


class SplitForm(forms.Form):
    """Which contacts go to a case of their own."""

    contacts = forms.MultipleChoiceField(
        label=_("What goes to the new case"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what goes to the new case.")},
    )

    def __init__(self, *args: Any, contacts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contacts"].choices = contacts  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another due time."""

    due = MomentField(label=_("By when instead"))
    words = forms.CharField(
        label=_("In the customer's words"), required=False, help_text=_("Like “after my holiday”.")
    )


def later(now: datetime, hours: int) -> datetime:
    """A first suggestion for a due time: the full hour after so many hours."""
    return (now + timedelta(hours=hours + 1)).replace(minute=0, second=0, microsecond=0)
