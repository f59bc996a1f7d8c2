"""Django's name for this capability."""

from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "kept.wording"
    label = "wording"
