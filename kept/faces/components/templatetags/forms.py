"""Tags for form fields: label, help and error beside the field, and tied to it."""

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **attributes: Any) -> dict[str, Any]:
    """One field with its label above, its help and its errors below. Underscores in names become hyphens."""
    names = {name.replace("_", "-"): value for name, value in attributes.items()}
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}-error")
        names["aria-invalid"] = "true"
    if described:
        names["aria-describedby"] = " ".join(described)
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "widget": bound.as_widget(attrs=names), "check": kind in ("checkbox",)}
