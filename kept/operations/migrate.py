"""Bringing the database up to date before anything uses it: migrations, rights, first pledge, first link."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from kept.operations.postgres.settings import APP, OWNER
from kept.operations.serve.inherited import GREETING, say
from kept.refusal import Refusal

#: Two hosts that start together migrate one after the other: the number means this and nothing else.
LOCK = 0x4B455054  # "KEPT"


def main() -> int:
    """Migrate, print one line, and tell the supervisor the link for the first sign-in."""
    try:
        print(bring_up_to_date())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    _tell_first_link()
    return 0


def bring_up_to_date() -> str:
    """Everything that a desk needs before its processes start; returns sentences. For a process of its own."""
    role = as_owner()
    import django  # here, because settings read the role that is set above

    django.setup()
    from django.conf import settings

    from kept.operations.serve.static import collect_static
    from kept.operations.stories.offset import take

    take(settings.HOME)  # a clock that somebody moved stops the start of every desk but a story's
    words = migrate(role)
    if collect_static():
        words += " The pages' static files were prepared."
    return words


def as_owner() -> str:
    """Make this process the role that owns the tables; returns the product's own role, which may do less."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    given = os.environ.get("DATABASE_URL", "").strip()
    os.environ["KEPT_DATABASE_ROLE"] = OWNER
    if owner := os.environ.get("DATABASE_OWNER_URL", "").strip():
        os.environ["DATABASE_URL"] = owner
    return unquote(urlsplit(given).username or "") if given else APP


def migrate(role: str = APP) -> str:
    """Run what is missing, as the role that Django's settings name; returns a sentence."""
    with alone():
        return migrate_alone(role)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else migrates, and so begins to serve, while this is open."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        connection.close()  # and with it the lock


def migrate_alone(role: str) -> str:
    """What `migrate` does, for who has seen to it that nobody else does."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    _prepare(role)
    if not missing:
        return "The database is up to date."
    return f"The database was brought up to date ({missing} migrations)."


def _prepare(role: str) -> None:
    from django.db import connection

    from kept.clock import now
    from kept.operations.prepare import prepare
    from kept.storage.roles import grant_product_role

    with connection.cursor() as cursor:
        grant_product_role(cursor, role)
    try:
        prepare(now())
    except OSError as problem:
        raise Refusal(
            f"The pledge cannot be read: {problem}.",
            remedy="KEPT_PLEDGE names its file; without it the default is accepted.",
            code="unreadable_pledge",
        ) from problem


def _tell_first_link() -> None:
    from kept.clock import now
    from kept.staff.first_link import first_link

    say(GREETING, json.dumps({"signin": first_link(now())}))


if __name__ == "__main__":
    sys.exit(main())
