"""Rows in bulk: ids drawn first, then one statement per table."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, models
from psycopg import Cursor

#: Ids fetched at a time. Gaps do not matter: ids carry neither time nor order.
BLOCK = 256

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


def insert_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Insert all rows with one statement. Every row names the same columns; the rest take defaults.

    Values are given as Python has them (datetimes, bytes, lists and dicts for JSON columns).
    """
    if not rows:
        return
    names = tuple(rows[0])
    sql, jsons = _insert(model, names)
    columns = []
    for name in names:
        if name in jsons:
            columns.append([None if row[name] is None else json.dumps(row[name]) for row in rows])
        else:
            columns.append([row[name] for row in rows])
    run(sql, columns)


def update_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Update many rows of customers by (customer_id, id) with one statement; same columns in each."""
    if not rows:
        return
    names = tuple(rows[0])
    sql, jsons = _update(model, names)
    columns = [
        [json.dumps(row[name]) if name in jsons and row[name] is not None else row[name] for row in rows]
        for name in names
    ]
    run(sql, columns)


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
        Cursor(connection.connection).execute(sql, parameters, prepare=True, binary=True)


def execute(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one of our own statements, prepared and with binary parameters; returns its rows.

    Django's cursor writes parameters into the text of the statement, which costs several times as much for
    arrays of thousands of bytes. Errors are Django's, as everywhere.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, parameters, prepare=True, binary=True)
        return cursor.fetchall() if cursor.description else []


def _types(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[str], list[str], frozenset[str]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns, types, jsons = [], [], set()
    for name in names:
        field = fields[name]
        kind = (
            field.rel_db_type(connection)
            if field.primary_key or field.is_relation
            else field.db_type(connection)
        )
        columns.append(f'"{field.column}"')
        types.append((kind or "text").split("(")[0].replace("varchar", "text"))
        if kind == "jsonb":
            jsons.add(name)
    return columns, types, frozenset(jsons)


@cache
def _insert(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    columns, types, jsons = _types(model, names)
    arrays = ", ".join(f"%b::{kind}[]" for kind in types)
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT * FROM unnest({arrays})', jsons


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    columns, types, jsons = _types(model, names)
    arrays = ", ".join(f"%b::{kind}[]" for kind in types)
    sets = ", ".join(
        f"{column} = new.{column}"
        for column, name in zip(columns, names, strict=True)
        if name not in ("customer_id", "id")
    )
    table = model._meta.db_table
    return (
        f'UPDATE "{table}" AS old SET {sets} FROM unnest({arrays}) AS new({", ".join(columns)}) '
        f"WHERE old.customer_id = new.customer_id AND old.id = new.id",
        jsons,
    )
