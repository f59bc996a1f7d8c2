"""The Django application of contacts."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "kept.contacts"
    label = "contacts"
