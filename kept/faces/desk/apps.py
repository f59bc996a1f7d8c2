"""Makes the desk's templates known to Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages only; no rows."""

    name = "kept.faces.desk"
    label = "desk"
