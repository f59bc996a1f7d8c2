"""A moment as a form takes it: date and time of day in the reader's zone."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MomentField(forms.DateTimeField):
    """A due time. Its value is aware; what is typed is read in the reader's zone."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault(
            "error_messages",
            {
                "required": _("Give a day and a time."),
                "invalid": _("Write day and time like 2027-06-15 14:30."),
            },
        )
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": "300"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """The reader's local time, as the browser's chooser wants it."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
        return value
