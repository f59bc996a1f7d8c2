"""{% icon "mail" %}: an icon of the product, inline."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from kept.faces.components.symbols import symbol

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """The icon, hidden from screen readers; the words beside it say what it means."""
    return mark_safe(symbol(str(name), css))  # drawn from our own table and the package, never from input
