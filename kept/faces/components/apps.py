"""Makes the component templates and template tags known to Django."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Templates and tags only; no rows."""

    name = "kept.faces.components"
    label = "components"
