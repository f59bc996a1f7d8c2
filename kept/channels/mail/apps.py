"""The Django application of the mail channel."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "kept.channels.mail"
    label = "mail"
