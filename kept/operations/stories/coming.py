"""What the worker has to do next, kind by kind: for clocks that move from one such moment to the next."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from kept.storage.fanning import fan_out

_NEXT = """
SELECT (SELECT min(next_try_at) FROM contacts_outgoing WHERE state IN ('queued', 'delayed', 'unsure')),
  (SELECT min(presume_at) FROM contacts_outgoing WHERE state IN ('handed_over', 'accepted')),
  (SELECT min(next_check_at) FROM promises_promise WHERE state IN ('owed', 'in_proof')),
  (SELECT min(due_at) FROM ledger_reaction WHERE name <> 'search')
"""


class Coming(NamedTuple):
    """The next moment of each kind of work; None where there is nothing to wait for."""

    outbox: datetime | None
    presuming: datetime | None
    promises: datetime | None
    reactions: datetime | None

    def by(self, until: datetime) -> list[datetime]:
        """The moments that come until then."""
        return [at for at in self if at is not None and at <= until]


def coming() -> Coming:
    """Look up what comes next; one statement."""
    with fan_out("what the worker has to do next"), connection.cursor() as cursor:
        cursor.execute(_NEXT)
        return Coming(*cursor.fetchone())
