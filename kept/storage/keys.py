"""Keys by customer: joins and constraints that stay inside one customer."""

from typing import Any

from django.db import models
from django.db.migrations.operations import RunSQL


class KeyedForeignKey(models.ForeignObject):
    """A reference to a row of the same customer; every join goes by (customer_id, id).

    The model holds the plain column (`case_id`) and the migration the composite foreign key
    (`composite_key`). Deleting is never cascaded: rows about customers are not deleted by code.
    """

    def __init__(self, to: Any, column: str = "", *, related_name: str = "+", **kwargs: Any) -> None:
        self.column_name = column
        kwargs.setdefault("from_fields", ["customer_id", column])
        kwargs.setdefault("to_fields", ["customer_id", "id"])
        kwargs["on_delete"] = models.DO_NOTHING
        super().__init__(to, related_name=related_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs["column"] = self.column_name
        return name, path, args, kwargs


class CustomerKey(models.ForeignObject):
    """The customer that a row is about, over the plain column `customer_id`."""

    def __init__(self, to: Any = "customers.Customer", **kwargs: Any) -> None:
        kwargs.setdefault("from_fields", ["customer_id"])
        kwargs.setdefault("to_fields", ["id"])
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs.setdefault("related_name", "+")
        super().__init__(to, **kwargs)


def composite_key(table: str, column: str, target: str) -> RunSQL:
    """Migration step: (customer_id, column) of `table` refers to (customer_id, id) of `target`."""
    name = f"{table}_{column}_keyed"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (customer_id, {column}) "
        f"REFERENCES {target} (customer_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def customer_key(table: str) -> RunSQL:
    """Migration step: customer_id of `table` refers to a customer."""
    name = f"{table}_customer_keyed"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (customer_id) REFERENCES customers_customer (id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
