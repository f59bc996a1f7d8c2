"""Waking: one LISTEN connection per worker; it reconnects by itself, and polling covers the gap."""

import threading
from collections.abc import Callable

import psycopg
import structlog
from django.db import connection

from kept.storage.live import WORK

log = structlog.get_logger(__name__)

#: Seconds between attempts to listen again.
AGAIN = 2.0


def listen(wake: Callable[[str], None], stop: threading.Event) -> None:
    """Call `wake(queue)` for every NOTIFY until `stop` is set; `wake("")` after each (re)connection."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    while not stop.is_set():
        try:
            with psycopg.connect(**parameters, autocommit=True) as listening:
                listening.execute(f"LISTEN {WORK}")
                wake("")
                while not stop.is_set():
                    for note in listening.notifies(timeout=0.5):
                        wake(note.payload)
        except psycopg.Error as problem:
            log.info("not listening", why=str(problem).strip())
            stop.wait(AGAIN)
