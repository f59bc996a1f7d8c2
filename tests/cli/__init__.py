"""The command `kept`."""
