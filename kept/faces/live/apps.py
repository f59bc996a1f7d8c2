"""The Django application of live pages: it holds who has a case open at this moment."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "kept.faces.live"
    label = "live"
