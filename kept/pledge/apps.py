"""The Django application of pledge."""

from django.apps import AppConfig


class PledgeConfig(AppConfig):
    name = "kept.pledge"
    label = "pledge"
