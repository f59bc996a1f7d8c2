"""Makes the desk's templates and its few rows known to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages, and the views that agents saved."""

    name = "kept.faces.desk"
    label = "desk"
