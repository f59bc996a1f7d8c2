"""The staff's Django application."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "kept.staff"
    label = "staff"
