"""Start of a process: what follows from what is handed to the ledger."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """No rows of its own."""

    name = "kept.operations"
    label = "operations"

    def ready(self) -> None:
        """Hand the table of follow-ups to the ledger, which imports nothing above itself."""
        from kept.ledger.record import follow
        from kept.operations.reactions import FOLLOW_UPS, IN_BATCHES, UNLESS

        follow(FOLLOW_UPS, unless=UNLESS, in_time=IN_BATCHES)
