"""{% rows_of rows full %}: lines of a list of promises."""

from collections.abc import Iterable
from datetime import timedelta

from django import template
from django.utils.safestring import SafeString, mark_safe

from kept.faces.components.row import draw_rows
from kept.faces.components.seen import OwedRow

register = template.Library()


@register.simple_tag
def rows_of(rows: Iterable[OwedRow], full: timedelta, picks: bool = False) -> SafeString:
    """These rows; with `picks` each can be selected."""
    return mark_safe(draw_rows(rows, full, picks=picks))  # `row` escapes whatever people wrote


@register.simple_tag
def row_of(row: OwedRow, full: timedelta, picks: bool = False) -> SafeString:
    """One row."""
    return rows_of((row,), full, picks)
