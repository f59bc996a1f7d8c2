"""Rows in bulk: ids drawn first, then one statement per table."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from psycopg import Cursor, RawCursor

from kept.storage.arrays import STATEMENTS, column, teach

#: Ids fetched at a time. Gaps do not matter: ids carry neither time nor order.
BLOCK = 1024

_pools: dict[str, deque[int]] = {}
_lock = threading.Lock()


def draw_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh ids for rows of `model`, from a block that this process holds."""
    table = model._meta.db_table
    with _lock:
        pool = _pools.setdefault(table, deque())
        if len(pool) < count:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
                    [f"{table}_id_seq", max(BLOCK, count)],
                )
                pool.extend(row[0] for row in cursor.fetchall())
        return [pool.popleft() for _ in range(count)]


def draw_id(model: type[models.Model]) -> int:
    """One fresh id."""
    return draw_ids(model, 1)[0]


#: A statement of our own and its parameters.
Statement = tuple[str, Sequence[Any]]


def insert_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert all rows with one statement; see `inserting`."""
    if statement := inserting(model, rows):
        run(*statement)


def inserting(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> Statement | None:
    """The statement that inserts all rows. Every row names the same columns; the rest take defaults.

    Values are given as Python has them (datetimes, bytes, lists and dicts for JSON columns). None for no rows.
    """
    if not rows:
        return None
    sql, kinds = _insert(model, tuple(rows[0]))
    return sql, _columns(kinds, rows)


def update_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Update rows with one statement; see `updating`."""
    if statement := updating(model, rows):
        run(*statement)


def updating(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> Statement | None:
    """The statement that updates rows of customers by (customer_id, id); the same columns in each. None for none."""
    if not rows:
        return None
    sql, kinds = _update(model, tuple(rows[0]))
    return sql, _columns(kinds, rows)


@contextmanager
def together() -> Iterator[None]:
    """Send the statements within without waiting for each one's end; what fails is raised at the latest here."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def run(sql: str, parameters: Sequence[Any]) -> None:
    """Run one of our own statements whose rows nobody needs; see `execute`."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        _send(sql, parameters)


def execute(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one of our own statements, prepared and with binary parameters; returns its rows.

    Django's cursor writes parameters into the text of the statement, which costs several times as much for
    arrays of thousands of bytes. Errors are Django's, as everywhere.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return _rows(_send(sql, parameters))


def run_as_one(statements: Sequence[Statement | None]) -> None:
    """Run several writes as one statement of the database, which saves the way there and back for each.

    All see the rows as they were before: none may write a row that another one writes. Foreign keys are checked
    at the end, so that parents and children may come together.
    """
    wanted = [statement for statement in statements if statement]
    if len(wanted) == 1:
        run(*wanted[0])
    elif wanted:
        parts = ", ".join(f"w{number} AS ({sql})" for number, (sql, _) in enumerate(wanted))
        for sql, parameters in wanted:
            _check(sql, parameters)
        connection.ensure_connection()
        with connection.wrap_database_errors:
            _send_checked(f"WITH {parts} SELECT", [value for _, values in wanted for value in values])


def execute_all(statements: Sequence[Statement | None]) -> list[list[tuple[Any, ...]]]:
    """Run several of our own statements in one trip to the database; returns the rows of each, in order.

    Each sees what the one before it waited for. None stands for a question that needs not be asked: no rows.
    """
    with together():
        cursors = [statement and _send(*statement) for statement in statements]
    return [_rows(cursor) if cursor else [] for cursor in cursors]


def _send(sql: str, parameters: Sequence[Any]) -> Cursor[tuple[Any, ...]]:
    _check(sql, parameters)
    return _send_checked(sql, parameters)


def _check(sql: str, parameters: Sequence[Any]) -> None:
    for check in connection.execute_wrappers:
        check(lambda *_: None, sql, parameters, False, {"connection": connection})


def _send_checked(sql: str, parameters: Sequence[Any]) -> Cursor[tuple[Any, ...]]:
    teach(connection.connection)
    return RawCursor(connection.connection).execute(_numbered(sql), parameters, prepare=True, binary=True)


@lru_cache(maxsize=STATEMENTS)
def _numbered(sql: str) -> bytes:
    """The statement as the server wants it: %b as $1, $2 … The driver would do that anew for long ones each time."""
    first, *rest = sql.split("%b")
    return (first + "".join(f"${number}{text}" for number, text in enumerate(rest, 1))).encode()


def _rows(cursor: Cursor[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    result = cursor.pgresult  # its `description` would be made anew each time, a name for every column
    return cursor.fetchall() if result is not None and result.nfields else []


def _columns(kinds: dict[str, str], rows: Sequence[dict[str, Any]]) -> list[Any]:
    """The values of each column, encoded; JSON columns are given as lists and dicts."""
    return [
        column(kind, [_json(row[name]) for row in rows] if kind == "jsonb" else [row[name] for row in rows])
        for name, kind in kinds.items()
    ]


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


@cache
def _kinds(model: type[models.Model], names: tuple[str, ...]) -> dict[str, str]:
    """The type that each of these columns has in the database."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    kinds = {}
    for name in names:
        field = fields[name]
        kind = (
            field.rel_db_type(connection)
            if field.primary_key or field.is_relation
            else field.db_type(connection)
        )
        kinds[name] = (kind or "text").split("(")[0].replace("varchar", "text")
    return kinds


def _quoted(model: type[models.Model], names: tuple[str, ...]) -> list[str]:
    fields = {field.attname: field.column for field in model._meta.concrete_fields}
    return [f'"{fields[name]}"' for name in names]


@cache
def _insert(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    kinds = _kinds(model, names)
    arrays = ", ".join(f"%b::{kind}[]" for kind in kinds.values())
    columns = ", ".join(_quoted(model, names))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT * FROM unnest({arrays})', kinds


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    kinds = _kinds(model, names)
    columns = _quoted(model, names)
    arrays = ", ".join(f"%b::{kind}[]" for kind in kinds.values())
    sets = ", ".join(
        f"{quoted} = new.{quoted}"
        for quoted, name in zip(columns, names, strict=True)
        if name not in ("customer_id", "id")
    )
    return (
        f'UPDATE "{model._meta.db_table}" AS old SET {sets} '
        f"FROM unnest({arrays}) AS new({', '.join(columns)}) "
        f"WHERE old.customer_id = new.customer_id AND old.id = new.id",
        kinds,
    )
