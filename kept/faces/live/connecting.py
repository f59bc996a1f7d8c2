"""The connection on which live pages hear the database: Django's settings, but asynchronous and its own."""

import psycopg
from django.db import connections

from kept.faces.live.listening import Connection

#: Find out within a minute that the other side is gone, when it is another machine.
KEEPALIVE = {"keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}


async def connect() -> Connection:
    """A new connection to the database. It has to be direct: LISTEN does not work through a pooler."""
    params = connections["default"].get_connection_params()
    for ours in ("cursor_factory", "context"):  # Django's own, for its synchronous connections
        params.pop(ours, None)
    params.setdefault("application_name", "kept live pages")
    return await psycopg.AsyncConnection.connect(**{**KEEPALIVE, **params})
