"""All mailboxes of a desk, watched: a thread for each, begun and ended as their rows say."""

import threading

import structlog
from django.db import DatabaseError, InterfaceError, connection

from kept.channels.mail.fetching.watcher import Watcher
from kept.channels.mail.models import Mailbox

log = structlog.get_logger(__name__)

#: Seconds between two looks at which mailboxes there are.
ROUND = 3.0
#: Seconds that watchers have to end.
PATIENCE = 10.0


def run_fetching(stop: threading.Event, *, size_limit: int = 25 * 2**20) -> None:
    """Watch every enabled mailbox until `stop` is set. Changed rows are begun anew within seconds."""
    watchers: dict[int, Watcher] = {}
    ending: list[Watcher] = []
    while not stop.is_set():
        try:
            wanted = {mailbox.id: mailbox for mailbox in Mailbox.objects.filter(enabled=True)}
        except (DatabaseError, InterfaceError) as away:
            connection.close()
            log.warning("mailboxes not read", why=str(away).strip())
            stop.wait(ROUND)
            continue
        for key, watcher in list(watchers.items()):
            row = wanted.get(key)
            if row is None or row.changed_at != watcher.changed_at or not watcher.is_alive():
                watcher.stop()
                ending.append(watchers.pop(key))
        ending = [watcher for watcher in ending if watcher.is_alive()]
        busy = {watcher.name for watcher in ending}
        for key, row in wanted.items():
            if key not in watchers and f"mailbox-{key}" not in busy:
                watchers[key] = Watcher(row, size_limit=size_limit)
                watchers[key].start()
        stop.wait(ROUND)
    for watcher in watchers.values():
        watcher.stop()
    for watcher in [*watchers.values(), *ending]:
        watcher.join(PATIENCE)
    connection.close()
