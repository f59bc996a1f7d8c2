"""Directories: every code, reference and message id leads to a row, and every row that has a code is found by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kept.operations.doctor.finding import Finding, bad, good
from kept.rules.codes import compact
from kept.storage.fanning import fan_out

#: Rows looked up with one statement; and how many of each directory are looked at unless all are asked for.
BATCH = 1000
SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Directory:
    """A table keyed by itself, and the customer's table that its rows lead to."""

    name: str  # of one of its rows, in sentences
    table: str
    key: str
    target_id: str  # column with the id in the target
    target: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A table whose rows have a public code, and the directory in which that code must stand."""

    name: str
    table: str
    code: str
    directory: str
    key: str
    target_id: str
    customer: str = "customer_id"


DIRECTORIES = (
    Directory("a reference", "cases_reference", "code", "case_id", "cases_case"),
    Directory("a promise's code", "promises_code", "code", "promise_id", "promises_promise"),
    Directory("a message id", "contacts_message_id", "message_id", "contact_id", "contacts_contact"),
    Directory("a seen message", "contacts_seen", "digest", "contact_id", "contacts_contact"),
    Directory(
        "an outgoing message's number",
        "contacts_outgoing_code",
        "outgoing_id",
        "outgoing_id",
        "contacts_outgoing",
    ),
)
CODED = (
    Coded("the case", "cases_case", "reference", "cases_reference", "code", "case_id"),
    Coded("the promise", "promises_promise", "code", "promises_code", "code", "promise_id"),
    Coded(
        "the customer", "customers_customer", "code", "customers_code", "code", "customer_id", customer="id"
    ),
)


def look(*, deep: bool, progress: Callable[[str], None]) -> Iterator[Finding]:
    """Follow the rows of every directory, both ways: a sample, or with `deep` all."""
    looked_at, wrong = 0, []
    most = None if deep else SAMPLE
    for directory in DIRECTORIES:
        for count, lost in _leading_nowhere(directory, most):
            looked_at += count
            wrong += [f"{directory.name} ({key}) leads nowhere" for key in lost]
            progress(f"directories: {looked_at} rows followed")
    for coded in CODED:
        for count, unknown in _not_found(coded, most):
            looked_at += count
            wrong += [f"{coded.name} {code} is not found by its code" for code in unknown]
            progress(f"directories: {looked_at} rows followed")
    if wrong:
        yield bad(
            "directories",
            f"{len(wrong)} of {looked_at} directory rows are wrong: {'; '.join(wrong[:3])}.",
            "Somebody changed rows behind the product's back; a backup has what was there.",
        )
    else:
        yield good("directories", f"{looked_at} codes, references and message ids lead where they should.")


def _leading_nowhere(directory: Directory, most: int | None) -> Iterator[tuple[int, list[str]]]:
    columns = f"{directory.key}, customer_id, {directory.target_id}"
    for rows in _pages(directory.table, directory.key, columns, most):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT k.place FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS k(place, customer_id, id) "
                f"LEFT JOIN {directory.target} t ON t.customer_id = k.customer_id AND t.id = k.id WHERE t.id IS NULL",
                [list(range(len(rows))), [row[1] for row in rows], [row[2] for row in rows]],
            )
            yield len(rows), [_words(rows[place][0]) for (place,) in cursor.fetchall()]


def _not_found(coded: Coded, most: int | None) -> Iterator[tuple[int, list[str]]]:
    columns = f"id, {coded.customer}, {coded.code}"
    for rows in _pages(coded.table, "id", columns, most):
        codes = [compact(row[2]) if coded.table != "customers_customer" else row[2] for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT k.place FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[]) "
                f"AS k(place, code, customer_id, id) LEFT JOIN {coded.directory} d ON d.{coded.key} = k.code "
                f"AND d.customer_id = k.customer_id AND d.{coded.target_id} = k.id WHERE d.customer_id IS NULL",
                [list(range(len(rows))), codes, [row[1] for row in rows], [row[0] for row in rows]],
            )
            yield len(rows), [rows[place][2] for (place,) in cursor.fetchall()]


def _pages(table: str, key: str, columns: str, most: int | None) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in order of the key, page by page."""
    last, seen = None, 0
    while most is None or seen < most:
        size = BATCH if most is None else min(BATCH, most - seen)
        with fan_out(f"rows of {table}"), connection.cursor() as cursor:
            beyond, parameters = ("", [size]) if last is None else (f"WHERE {key} > %s", [last, size])
            cursor.execute(f"SELECT {columns} FROM {table} {beyond} ORDER BY {key} LIMIT %s", parameters)
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        # The key is always the first column.
        last, seen = rows[-1][0], seen + len(rows)


def _words(key: object) -> str:
    return key.hex() if isinstance(key, bytes | memoryview) else str(key)
