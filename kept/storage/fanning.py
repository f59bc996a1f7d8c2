"""Fan-outs: the few queries that look over all customers, named; and the check that there are no others."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps

_open: ContextVar[str] = ContextVar("fan_out", default="")


@contextmanager
def fan_out(reason: str) -> Iterator[None]:
    """Say that the queries within look over all customers, and why."""
    token = _open.set(reason)
    try:
        yield
    finally:
        _open.reset(token)


class Unkeyed(AssertionError):
    """A statement on a customer's table that does not name its customer."""


def refuse_unkeyed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Execute wrapper (tests, development): every statement on a customer table carries its key."""
    if not _open.get() and not keyed(sql):
        raise Unkeyed(f"not keyed by customer_id and not in a fan_out(): {sql[:600]}")
    return execute(sql, params, many, context)


def keyed(sql: str) -> bool:
    """Whether a statement names the customer of each customer table that it reads or changes."""
    verb = sql.lstrip(" (").split(None, 1)[0].upper() if sql.strip() else ""
    if verb not in ("SELECT", "UPDATE", "DELETE", "WITH"):
        return True
    tables = set(re.findall(r'(?:FROM|JOIN|UPDATE|INTO)\s+(?:ONLY\s+)?"?([a-z_]+)"?', sql))
    customers = tables & customer_tables()
    if customers and not re.search(r'customer_id"?\s*(?:=|IN\b|in\b)|\(customer_id,', sql):
        return False
    if "customers_customer" in tables and not customers:
        return bool(re.search(r'customers_customer"?\."?id"?\s*(?:=|IN\b)|\bid"?\s*(?:=|IN\b)', sql))
    return True


@cache
def customer_tables() -> frozenset[str]:
    """Tables whose rows are about one customer: keyed models declare `about_a_customer = True`."""
    return frozenset(m._meta.db_table for m in apps.get_models() if getattr(m, "about_a_customer", False))
