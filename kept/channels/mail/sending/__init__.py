"""Mail that leaves: claimed from the outbox, guarded once more, handed to the relay."""
