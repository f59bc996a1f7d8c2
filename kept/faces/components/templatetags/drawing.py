"""Tags for the promise as a drawing, the wire, and the strokes of effort."""

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kept.faces.components import drawing, say
from kept.faces.components.seen import PromiseSeen

register = template.Library()

# The drawings are made of numbers and fixed text: nothing in them comes from input.


@register.simple_tag
def own_line(promise: PromiseSeen) -> SafeString:
    """The promise on its own scale, given to due."""
    return mark_safe(drawing.own_scale(promise))


@register.simple_tag
def row_line(promise: PromiseSeen, full: timedelta) -> SafeString:
    """The promise on a list's shared now."""
    return mark_safe(drawing.shared_now(promise, full))


@register.simple_tag
def wire(state: str) -> SafeString:
    """What we told, on its way."""
    return mark_safe(drawing.wire(state))


@register.simple_tag
def tally(count: int) -> SafeString:
    """One stroke for each contact."""
    return mark_safe(drawing.tally(count)) if count else mark_safe("")


@register.filter
def due_short(promise: PromiseSeen) -> str:
    """What stands first in a row: "9 min", "18 min late", "Wed"."""
    return say.due_short(promise, timezone.get_current_timezone())


@register.filter
def due_below(promise: PromiseSeen) -> str:
    """What stands below it: the exact time, or the time of day."""
    return say.due_below(promise, timezone.get_current_timezone())


@register.filter
def due_words(promise: PromiseSeen) -> str:
    """What stands beside a promise in a panel: "40 min", "kept 09:19", "released 12:10"."""
    return say.due_words(promise, timezone.get_current_timezone())


@register.filter
def due_long(promise: PromiseSeen) -> str:
    """What stands in the head of a case: "in 40 minutes, 14:30"."""
    return say.due_long(promise, timezone.get_current_timezone())
