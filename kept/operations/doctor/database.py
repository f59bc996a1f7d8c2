"""The database: reached, new enough, guarded against decay, up to date, with the rights that protect the ledger."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.storage.roles import role_stands

#: The oldest PostgreSQL that the desk works with.
LEAST = 17
#: How far the machine's clock and the database's may be apart (seconds): to be known, to be put right.
APART, FAR_APART = 2.0, 60.0

#: What keeps the ledger from being changed, whoever is connected.
TRIGGERS = frozenset({"ledger_entry_append_only", "ledger_entry_no_truncate"})
CONSTRAINTS = ("contacts_in_answered_or_reasoned", "promises_owned", "promises_one_owed_answer")


def look(*, running: bool) -> Iterator[Finding]:
    """Everything about the database; "migrations" says whether its tables can be looked at."""
    with connection.cursor() as cursor:
        yield _reached(cursor, running)
        yield from _guarded(cursor)
        yield from _clock(cursor)
    missing = _missing_migrations()
    if missing:
        words = "One migration has" if missing == 1 else f"{missing} migrations have"
        yield bad("migrations", f"{words} not run.", "Run kept migrate, or start the desk with kept serve.")
        return
    yield good("migrations", "The database is up to date with this version.")
    with connection.cursor() as cursor:
        yield from _rights(cursor)
        yield _triggers(cursor)
        yield _constraints(cursor)


def _reached(cursor: CursorWrapper, running: bool) -> Finding:
    version = int(_show(cursor, "server_version_num")) // 10000
    if version < LEAST:
        return bad(
            "database", f"The database is PostgreSQL {version}.", f"Kept needs PostgreSQL {LEAST} or newer."
        )
    if not running:
        return bad("database", "The desk's database was not running.", "Start the desk: kept serve.")
    return good("database", f"The database answers (PostgreSQL {version}).")


def _guarded(cursor: CursorWrapper) -> Iterator[Finding]:
    if _show(cursor, "fsync") != "on" or _show(cursor, "full_page_writes") != "on":
        yield bad(
            "durability",
            "The database does not wait for the disk (fsync or full_page_writes is off): a power cut may lose mail.",
            "Set both to on in PostgreSQL's configuration.",
        )
    if _show(cursor, "data_checksums") == "on":
        yield good("checksums", "The database notices when the disk changes its data (checksums are on).")
    else:
        yield warning(
            "checksums",
            "The database would not notice if the disk changed its data (checksums are off).",
            "Stop PostgreSQL and run pg_checksums --enable.",
        )


def _clock(cursor: CursorWrapper) -> Iterator[Finding]:
    from kept.clock import now as clock
    from kept.clock import offset

    before = clock() - offset()
    cursor.execute("SELECT clock_timestamp()")
    there = cursor.fetchone()[0]
    apart = abs((there - before).total_seconds())
    remedy = "Let both machines set their clocks from the network (NTP)."
    if apart >= FAR_APART:
        yield bad("clock", f"The clocks of this machine and of the database are {apart:.0f} s apart.", remedy)
    elif apart >= APART:
        yield warning(
            "clock", f"The clocks of this machine and of the database are {apart:.1f} s apart.", remedy
        )
    else:
        yield good("clock", "The clocks of this machine and of the database agree.")


def _missing_migrations() -> int:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _rights(cursor: CursorWrapper) -> Iterator[Finding]:
    cursor.execute(
        "SELECT current_user, "
        "has_table_privilege('ledger_entry', 'UPDATE') OR has_table_privilege('ledger_entry', 'DELETE') "
        "OR has_table_privilege('ledger_entry', 'TRUNCATE'), "
        "has_table_privilege('ledger_entry', 'INSERT') AND has_table_privilege('promises_promise', 'UPDATE')"
    )
    role, may_change, may_work = cursor.fetchone()
    stands = role_stands(cursor, role)
    if not may_work:
        yield bad(
            "rights", f"The role {role} may not do the desk's daily work.", "Run kept migrate as the owner."
        )
    elif stands.separate and not may_change:
        yield good("rights", stands.value)
    elif settings.KEPT.database_url:
        yield warning(
            "rights",
            stands.value if not stands.separate else f"The role {role} has the right to change the ledger.",
            "Give the desk a role of its own in DATABASE_URL and name the owner in DATABASE_OWNER_URL; "
            "then run kept migrate.",
        )
    else:
        yield bad(
            "rights",
            f"The role {role} has the right to change the ledger.",
            "Run kept migrate: it sets the rights.",
        )


def _triggers(cursor: CursorWrapper) -> Finding:
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass AND tgenabled IN ('O', 'A')"
    )
    missing = TRIGGERS - {name for (name,) in cursor.fetchall()}
    if missing:
        return bad(
            "triggers",
            f"What refuses changes of the ledger was taken away or switched off: {', '.join(sorted(missing))}.",
            "Find out who did it; kept ledger verify says whether the ledger was changed.",
        )
    return good("triggers", "The database refuses every change of the ledger.")


def _constraints(cursor: CursorWrapper) -> Finding:
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s) AND convalidated "
        "UNION SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid "
        "WHERE c.relname = ANY(%(names)s) AND i.indisvalid",
        {"names": list(CONSTRAINTS)},
    )
    missing = set(CONSTRAINTS) - {name for (name,) in cursor.fetchall()}
    if missing:
        return bad(
            "constraints",
            f"What makes wrong states impossible was taken away: {', '.join(sorted(missing))}.",
            "Put the constraint back; kept ignored shows who was overlooked meanwhile.",
        )
    return good(
        "constraints",
        "No contact can be stored without a promise or a reason, and no promise without an owner.",
    )


def _show(cursor: CursorWrapper, name: str) -> str:
    cursor.execute("SELECT current_setting(%s)", [name])
    value: str = cursor.fetchone()[0]
    return value
