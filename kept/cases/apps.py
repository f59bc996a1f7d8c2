"""The Django application of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "kept.cases"
    label = "cases"
