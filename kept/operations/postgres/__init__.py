"""PostgreSQL for a desk: our own, started and kept by us, or a server that is given. No Django here."""

from kept.operations.postgres.errors import DatabaseRefusal
from kept.operations.postgres.homes import throw_away_home
from kept.operations.postgres.looking import Status
from kept.operations.postgres.server import Hold, Server, Urls
from kept.operations.postgres.target import Target, resolve

__all__ = ["DatabaseRefusal", "Hold", "Server", "Status", "Target", "Urls", "resolve", "throw_away_home"]
