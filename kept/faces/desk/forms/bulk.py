"""What a verb over many rows takes in: which rows, and what each of them gets."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.forms.times import MomentField
from kept.staff.queries import agents

#: Rows that one act may take.
MOST = 500


class RowsField(forms.Field):
    """Codes of the chosen promises; each goes through its own gate later."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": _("Select some rows first."),
        "too_many": _("Take at most 500 rows at once."),
    }

    def clean(self, value: Any) -> list[str]:
        rows: Sequence[str] = value if isinstance(value, list | tuple) else []
        found = [row[:40] for row in dict.fromkeys(map(str, rows)) if row.strip()]
        if not found:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(found) > MOST:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return found


class BulkForm(forms.Form):
    """The rows alone: enough for taking them."""

    row = RowsField()
    back = forms.CharField(widget=forms.HiddenInput, required=False)
    part = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class BulkAssignForm(BulkForm):
    """To whom they go."""

    to = forms.ModelChoiceField(queryset=None, label=_("Who has them from now on"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = agents()


class BulkSnoozeForm(BulkForm):
    """Until when, and why."""

    until = MomentField(label=_("Look at them again"))
    why = forms.CharField(
        label=_("Why"), required=False, help_text=_("Stands in the list when the time has come.")
    )


class BulkSettleForm(BulkForm):
    """One cause for all of them."""

    cause = forms.CharField(
        label=_("What it was about, and how it ended"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Name the cause: what it was about, and how it ended.")},
    )


class BulkReasonForm(BulkForm):
    """One sentence of why."""

    why = forms.CharField(
        label=_("How you know"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, in one sentence.")},
    )


class BulkMoveForm(BulkForm):
    """Another time for all of them, and why."""

    due = MomentField(label=_("By when instead"))
    why = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands as a note in each case."),
        error_messages={"required": _("Say why, in one sentence.")},
    )
