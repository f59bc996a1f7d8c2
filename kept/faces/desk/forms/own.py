"""What somebody sets for himself: zone and language, what he is told and when not."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kept.staff.hearing import KINDS, Wishes

#: Areas whose zones people live in; the rest are old names and offsets.
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
WAYS = ("desk", "mail", "push")


def zones() -> list[tuple[str, str]]:
    """Every zone by its name, with spaces."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in _AREAS)
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


class OwnForm(forms.Form):
    """In which zone and language the desk speaks to me."""

    zone = forms.ChoiceField(label=_("My zone"), required=False)
    language = forms.ChoiceField(label=_("My language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("as the browser has it")), *zones()]
        self.fields["language"].choices = [("", _("as the browser has it")), *settings.LANGUAGES]


class TellingForm(forms.Form):
    """What I am told, by which way, and when not: a box for each kind and way, and the quiet hours."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_weekends = forms.BooleanField(label=_("Saturdays and Sundays are quiet as well"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS:
            for way in WAYS:
                self.fields[f"{kind}-{way}"] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Quiet begins and ends, or there is none."""
        words: dict[str, Any] = super().clean() or {}
        if (words.get("quiet_from") is None) != (words.get("quiet_until") is None) and not self.errors:
            missing = "quiet_until" if words.get("quiet_from") else "quiet_from"
            self.add_error(missing, _("Quiet needs a beginning and an end."))
        return words

    def wishes(self) -> Wishes:
        """What was chosen."""
        words = self.cleaned_data
        by = {way: frozenset(kind for kind in KINDS if words[f"{kind}-{way}"]) for way in WAYS}
        return Wishes(
            quietly=frozenset(KINDS) - by["desk"],
            by_mail=by["mail"],
            by_push=by["push"],
            quiet_from=words["quiet_from"],
            quiet_until=words["quiet_until"],
            quiet_weekends=words["quiet_weekends"],
        )

    def rows(self) -> list[tuple[object, list[forms.BoundField]]]:
        """For each kind its words and its boxes, in the order of the ways."""
        return [(words, [self[f"{kind}-{way}"] for way in WAYS]) for kind, words in KINDS.items()]


def boxes(wished: Wishes) -> dict[str, object]:
    """The form's first values."""
    values: dict[str, object] = {
        "quiet_from": wished.quiet_from,
        "quiet_until": wished.quiet_until,
        "quiet_weekends": wished.quiet_weekends,
    }
    for kind in KINDS:
        values[f"{kind}-desk"] = kind not in wished.quietly
        values[f"{kind}-mail"] = kind in wished.by_mail
        values[f"{kind}-push"] = kind in wished.by_push
    return values
