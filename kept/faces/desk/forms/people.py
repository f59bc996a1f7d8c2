"""What the pages about people take in: a colleague, places, knowledge, hours, absences, teams, skills."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.forms.times import MomentField
from kept.pledge.models import Brand
from kept.pledge.times import WEEKDAYS
from kept.refusal import Refusal
from kept.staff.knowing import LANGUAGES
from kept.staff.models import Agent, Role, Skill, Team
from kept.staff.queries import agents
from kept.staff.working import check_hours

ROLES = [
    (Role.READER, _("Reader: sees everything of these brands, changes nothing")),
    (Role.AGENT, _("Agent: answers customers")),
    (Role.LEAD, _("Lead: also decides where the guard stops, and sees who is away and why")),
    (Role.HEAD, _("Head of the company: is told when something stays broken")),
    (Role.ADMIN, _("Admin: also sets the desk up and lets people in")),
]
DAYS = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}


class Several(forms.ModelMultipleChoiceField):
    """Several of a short list, each with its box."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=kwargs.pop("queryset"), required=False, **kwargs)


class SeatsForm(forms.Form):
    """Which brands somebody may see."""

    sees = forms.ChoiceField(
        label=_("Sees"),
        choices=[("all", _("All brands, also those to come")), ("some", _("Only these"))],
        initial="all",
        required=False,
        widget=forms.RadioSelect,
    )
    brands = Several(
        queryset=Brand.objects.none(), label=_("Brands"), help_text=_("Others stay out of sight.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brands"].queryset = Brand.objects.filter(retired_at=None).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one brand, or there is nothing to see."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("sees") == "some" and not values.get("brands"):
            self.add_error("brands", gettext("Choose at least one brand."))
        return values

    @property
    def all_brands(self) -> bool:
        """Whether all brands were chosen, also those to come."""
        return bool(self.cleaned_data["sees"] != "some")


class InviteForm(SeatsForm):
    """Somebody who begins at the desk."""

    field_order = ("name", "email", "role", "sees", "brands", "teams")

    name = forms.CharField(label=_("Name"), help_text=_("Customers are told who answers them."))
    email = forms.EmailField(label=_("Mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.AGENT)
    teams = Several(queryset=Team.objects.none(), label=_("Teams"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Team.objects.filter(closed_at=None).order_by("name")
        self.fields["teams"].queryset = there  # type: ignore[attr-defined]
        self.fields["teams"].initial = [team.pk for team in there.order_by("pk")[:1]]


class RoleForm(forms.Form):
    """What a colleague may do."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)


class LeavingForm(forms.Form):
    """Who has what a colleague held."""

    to = forms.ModelChoiceField(
        queryset=Agent.objects.none(),
        label=_("What is still open goes to"),
        required=False,
        empty_label=_("The team of each matter, until somebody takes it"),
        help_text=_("Matters of brands that they do not see go to the teams."),
    )

    def __init__(self, *args: Any, leaver: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = agents().exclude(pk=leaver.pk)  # type: ignore[attr-defined]


class PlacesForm(forms.Form):
    """In which teams somebody is."""

    teams = Several(
        queryset=Team.objects.none(),
        label=_("Teams"),
        help_text=_("New cases of a team are given to the people in it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = Team.objects.filter(closed_at=None).order_by("name")  # type: ignore[attr-defined]


class KnowledgeForm(forms.Form):
    """What somebody speaks and knows about."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which they answer. Without any, those of the brand."),
    )
    another = forms.ChoiceField(label=_("Another language"), required=False)
    skills = Several(queryset=Skill.objects.none(), label=_("Skills"))
    new_skill = forms.CharField(
        label=_("A new skill"), required=False, help_text=_("Goes onto the list, for everybody to have.")
    )

    def __init__(self, *args: Any, near: Iterable[str] = (), **kwargs: Any) -> None:
        """`near`: languages that are offered at once; every other one stands in the list below."""
        super().__init__(*args, **kwargs)
        known = [(code, gettext(LANGUAGES[code])) for code in dict.fromkeys(near) if code in LANGUAGES]
        further = [(code, gettext(name)) for code, name in LANGUAGES.items() if code not in dict(known)]
        others = sorted(further, key=lambda named: named[1])
        self.fields["languages"].choices = known  # type: ignore[attr-defined]
        self.fields["another"].choices = [("", _("None")), *others]  # type: ignore[attr-defined]
        self.fields["skills"].queryset = Skill.objects.order_by("name")  # type: ignore[attr-defined]

    @property
    def spoken(self) -> list[str]:
        """All languages that were chosen."""
        return [*self.cleaned_data["languages"], *filter(None, [self.cleaned_data["another"]])]


class HoursForm(forms.Form):
    """Somebody's own working hours: each day on one line, as in the pledge."""

    zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]
        for day in WEEKDAYS:
            self.fields[day] = forms.CharField(
                label=DAYS[day],
                required=False,
                widget=forms.TextInput(attrs={"placeholder": _("Off"), "autocomplete": "off"}),
            )
        self.fields["monday"].help_text = _(
            "Like 09:00-12:30, 13:30-17:00. An empty day is off. When all are empty, the brand's hours hold."
        )

    def clean(self) -> dict[str, Any]:
        """Every day by itself, so that the error stands beside it."""
        values: dict[str, Any] = super().clean() or {}
        for day in WEEKDAYS:
            try:
                check_hours({day: self._shifts(values, day)}, values.get("zone") or "UTC")
            except Refusal as refusal:
                self.add_error(day, str(refusal.say(gettext)))
        return values

    @property
    def shifts(self) -> dict[str, list[str]]:
        """The shifts by day, as they are stored."""
        return {day: self._shifts(self.cleaned_data, day) for day in WEEKDAYS}

    @staticmethod
    def _shifts(values: dict[str, Any], day: str) -> list[str]:
        return [part.strip() for part in str(values.get(day) or "").split(",") if part.strip()]


class AbsenceForm(forms.Form):
    """From when until when somebody is away, and who stands in."""

    begins = MomentField(label=_("From"))
    ends = MomentField(label=_("Until"), required=False, help_text=_("Leave it empty when nobody knows yet."))
    stand_in = forms.ModelChoiceField(
        queryset=Agent.objects.none(),
        label=_("Who stands in"),
        required=False,
        empty_label=_("The lead of the team"),
        help_text=_("What falls due meanwhile goes there, and what is not begun comes back afterwards."),
    )
    reason = forms.CharField(
        label=_("Why"), required=False, help_text=_("Only leads and the person read this.")
    )

    def __init__(self, *args: Any, away: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].queryset = agents().exclude(pk=away.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        values: dict[str, Any] = super().clean() or {}
        begins, ends = values.get("begins"), values.get("ends")
        if isinstance(begins, datetime) and isinstance(ends, datetime) and ends <= begins:
            self.add_error("ends", gettext("This is not after the beginning."))
        return values


class TeamForm(forms.Form):
    """A team: who is in it, who leads it, for which brand it answers."""

    name = forms.CharField(label=_("Name"))
    lead = forms.ModelChoiceField(
        queryset=Agent.objects.none(),
        label=_("Lead"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Answers for what nobody in the team has taken."),
    )
    brand = forms.ModelChoiceField(
        queryset=Brand.objects.none(), label=_("Answers for"), required=False, empty_label=_("Any brand")
    )
    members = Several(queryset=Agent.objects.none(), label=_("Who is in it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = self.fields["members"].queryset = agents()  # type: ignore[attr-defined]
        self.fields["brand"].queryset = Brand.objects.filter(retired_at=None).order_by("name")  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    """Which team goes on with what a closed one answered for."""

    into = forms.ModelChoiceField(
        queryset=Team.objects.none(), label=_("What it answers for goes to"), empty_label=None
    )

    def __init__(self, *args: Any, closed: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Team.objects.filter(closed_at=None).exclude(pk=closed.pk).order_by("pk")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class SkillForm(forms.Form):
    """A skill, and the words that ask for it."""

    name = forms.CharField(label=_("Skill"))
    words = forms.CharField(
        label=_("Words that ask for it"),
        required=False,
        help_text=_(
            "Separated by commas. A case with one of them in its subject goes first to who has the skill."
        ),
    )

    @property
    def asked(self) -> list[str]:
        """The words, one by one."""
        return [word.strip() for word in self.cleaned_data["words"].split(",") if word.strip()]
