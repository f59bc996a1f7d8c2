"""The Django application of figures."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kept.figures"
    label = "figures"
