"""Starting the demo over: everything in the database of a demo desk goes, and the tables are made anew.

The ledger refuses to be emptied, so its tables are dropped, by their owner, in a process of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from kept.operations.migrate import LOCK, as_owner, migrate_alone
from kept.operations.postgres import resolve
from kept.operations.postgres.settings import OWNER
from kept.project.environment import read
from kept.refusal import Refusal

_BEGUN = "SELECT EXISTS (SELECT FROM ledger_entry WHERE customer_id = 0 AND kind = 'demo.begun')"

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
"""

#: Everything of ours, and nothing of an extension's.
_OURS = """
SELECT 'TABLE', c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'ROUTINE', p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


class CannotStartOver(Refusal):
    """The desk is not a demo, or somebody is at work in it."""

    code = "cannot_start_over"


def start_over() -> None:
    """Throw a demo desk's data away. Raises `CannotStartOver`; then nothing has changed.

    For a process that has read nothing of the desk yet: what it remembers would be wrong afterwards.
    """
    from django.conf import settings
    from django.db import connection

    from kept.channels.mail.models import Mailbox
    from kept.channels.mail.sending.choosing import chosen

    if not settings.KEPT.demo and (chosen() is not None or Mailbox.objects.exists()):
        raise CannotStartOver(
            "This desk was a demo, but it is connected to real mail by now.",
            remedy="Set KEPT_DEMO=yes if everything in it may go.",
        )
    connection.close()  # nobody else may be connected
    ran = subprocess.run(
        [sys.executable, "-m", "kept.operations.demo.anew"], capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        raise CannotStartOver(ran.stderr.strip() or "The demo could not be thrown away.")


def main() -> int:
    """As the tables' owner: look once more that it is a demo, drop everything, make it anew."""
    environment = read(os.environ)
    target = resolve(os.environ, environment.home)
    try:
        with target.use(), psycopg.connect(target.url(OWNER)) as session:
            _empty(session)
            role = as_owner()
            import django  # here, because settings read the role that is set above

            django.setup()
            migrate_alone(role)
            _set_checkpoints_aside(environment.anchors)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _empty(session: psycopg.Connection) -> None:
    """Drop all that is ours, under the lock with which desks start. Refused while anybody else is connected."""
    locked = session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    others = session.execute(_OTHERS).fetchone()
    if not locked or not locked[0] or not others or others[0]:
        raise CannotStartOver(
            "The database is in use, perhaps by a desk that runs.",
            remedy="Stop the desk (kept serve) first.",
        )
    begun = session.execute(_BEGUN).fetchone()
    if not begun or not begun[0]:
        raise CannotStartOver("This desk is no demo: its ledger does not begin as one.")
    for kind, name in session.execute(_OURS).fetchall():
        # Both as the catalogue writes them, quotes and all.
        session.execute(sql.SQL("DROP {} IF EXISTS {} CASCADE").format(sql.SQL(kind), sql.SQL(name)))
    session.commit()


def _set_checkpoints_aside(folder: Path) -> None:
    """Signed checkpoints of chains that are gone would say that they are missing; they are kept beside."""
    found = sorted(folder.glob("checkpoint-*"))
    if not found:
        return
    number = 1 + sum(1 for each in folder.glob("earlier-*") if each.is_dir())
    aside = folder / f"earlier-{number}"
    aside.mkdir(mode=0o700)
    for path in found:
        path.rename(aside / path.name)


if __name__ == "__main__":
    sys.exit(main())
