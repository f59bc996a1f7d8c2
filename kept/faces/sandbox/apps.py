"""Makes the sandbox's templates known to Django."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Pages only; the mails lie with the channel."""

    name = "kept.faces.sandbox"
    label = "sandbox"
