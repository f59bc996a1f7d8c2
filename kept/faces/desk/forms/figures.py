"""Which days and which brand the figures are of."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

#: Days that a page reckons at most, and when nobody chose.
MOST_DAYS = 371
WEEKS = 12
DAY = _("Write a day, such as 2026-03-14.")
EVERY = "all"
#: No promise is older; a calendar ends before the sums do.
OLDEST = MinValueValidator(date(1990, 1, 1), DAY)


class StretchForm(forms.Form):
    """Sent as an address; what is wrong is said beside the field, and the usual days are shown then."""

    use_required_attribute = False

    first = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY, "required": DAY},
        validators=[OLDEST],
    )
    last = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY, "required": DAY},
        validators=[OLDEST],
    )
    brand = forms.ChoiceField(
        label=_("Brand"),
        error_messages={"invalid_choice": _("There is no such brand for you. All are shown.")},
    )

    def __init__(
        self, asked: Mapping[str, str], *, today: date, brands: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
        usual = {"first": first.isoformat(), "last": today.isoformat(), "brand": EVERY}
        super().__init__(
            usual | {name: asked[name] for name in usual if asked.get(name) is not None}, **kwargs
        )
        self.today = today
        self.fields["brand"].choices = [(EVERY, _("All brands")), *brands]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last, and no more than a year lies between them."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last") or self.today
        if last > self.today:
            last = self.today
        if first and first > last:
            self.add_error("first", _("The first day lies after the last."))
        elif first and (last - first).days > MOST_DAYS:
            self.add_error("first", _("A year at most: choose a later day."))
        return values

    def stretch(self) -> tuple[date, date]:
        """The first and the last day to be shown: those that were chosen, as far as they are right."""
        values = self.cleaned_data
        last = min(values.get("last") or self.today, self.today)
        usual = last - timedelta(days=last.weekday(), weeks=WEEKS - 1)
        return values.get("first") or usual, last

    def slug(self) -> str:
        """The brand that was chosen; "" for all."""
        slug: str = self.cleaned_data.get("brand", EVERY)
        return "" if slug == EVERY else slug
