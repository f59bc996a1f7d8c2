"""The ledger's Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kept.ledger"
    label = "ledger"
