"""What the product's role may do in the database: its daily work, and no change to what is written for good."""

from enum import StrEnum

from django.db import transaction
from django.db.backends.utils import CursorWrapper

#: What the product may do with a table that is not named below. TRUNCATE is not among it anywhere.
DAILY = ("SELECT", "INSERT", "UPDATE", "DELETE")

#: Tables with less: what is written for good, where chains stand, which migrations have run.
NARROWER = {
    "ledger_entry": ("SELECT", "INSERT"),
    "ledger_anchor": ("SELECT", "INSERT"),
    "ledger_head": ("SELECT", "INSERT", "UPDATE"),
    "django_migrations": ("SELECT",),
}


class Granted(StrEnum):
    """How it stands with the product's role; the value is a sentence for people."""

    SEPARATE = "The product's role may add to the ledger and read it, and may not change it."
    NO_SUCH_ROLE = "There is no separate role for the product: only triggers keep the ledger unchanged."
    TOO_POWERFUL = (
        "The product's role owns the tables or is a superuser: only triggers keep the ledger unchanged."
    )

    @property
    def separate(self) -> bool:
        """Whether rights protect the ledger, and not triggers alone."""
        return self is Granted.SEPARATE


def grant_product_role(cursor: CursorWrapper, role: str = "kept_app") -> Granted:
    """Give `role` its rights on all tables there are and will be; again after every migration, as their owner.

    Changes nothing, and says so, when there is no such role or rights cannot bind it.
    """
    held = role_stands(cursor, role)
    if held is not Granted.SEPARATE:
        return held
    cursor.execute("SELECT quote_ident(current_schema()), quote_ident(%s)", [role])
    schema, to = cursor.fetchone()
    tables, sequences = _ours(cursor, "r", "p", "v", "m"), _ours(cursor, "S")
    daily = ", ".join(DAILY)
    with transaction.atomic():  # nobody sees the moment without rights
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {to}")
        # A table of the next migration can be used before this runs again.
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {daily} ON TABLES TO {to}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {to}"
        )
        if tables:
            cursor.execute(f"REVOKE ALL ON {', '.join(tables)} FROM {to}")
            cursor.execute(f"GRANT {daily} ON {', '.join(tables)} TO {to}")
        if sequences:
            cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(sequences)} TO {to}")
        for table in NARROWER.keys() & set(tables):
            cursor.execute(f"REVOKE ALL ON {table} FROM {to}")
            cursor.execute(f"GRANT {', '.join(NARROWER[table])} ON {table} TO {to}")
    return held


def _ours(cursor: CursorWrapper, *kinds: str) -> list[str]:
    """Tables (or sequences) that we own; others, of extensions for instance, are not ours to grant."""
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relkind = ANY(%s) AND pg_has_role(relowner, 'USAGE') ORDER BY relname",
        [list(kinds)],
    )
    return [name for (name,) in cursor.fetchall()]


def role_stands(cursor: CursorWrapper, role: str = "kept_app") -> Granted:
    """Whether rights can bind this role: it is there, is no superuser, and owns no table of the ledger."""
    cursor.execute(
        "SELECT r.rolsuper OR EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass('ledger_entry') "
        "AND pg_has_role(r.oid, c.relowner, 'MEMBER')) FROM pg_roles r WHERE r.rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    if found is None:
        return Granted.NO_SUCH_ROLE
    return Granted.TOO_POWERFUL if found[0] else Granted.SEPARATE
