"""Foreign keys point down the layers, and stay within one customer."""

from django.apps import apps
from django.db import connection

#: Labels of the apps, the lowest layer first; those of one layer stand together.
LAYERS = ["ledger", "pledge", "staff customers", "wording", "cases", "contacts", "promises", "search", "mail"]
LAYERS.append("operations desk")
RANK = {label: rank for rank, labels in enumerate(LAYERS) for label in labels.split()}


def keys() -> list[tuple[str, str, str, bool, str]]:
    """(table, target, definition, deferrable, name) of every foreign key between our tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid), "
            "condeferrable, conname FROM pg_constraint WHERE contype = 'f'"
        )
        return cursor.fetchall()


def tables() -> dict[str, type]:
    return {model._meta.db_table: model for model in apps.get_models() if model._meta.app_label in RANK}


def customer_tables() -> set[str]:
    return {table for table, model in tables().items() if getattr(model, "about_a_customer", False)}


def test_foreign_keys_point_down_the_layers(db):
    ours = tables()
    upward = [
        f"{table} -> {target}"
        for table, target, *_ in keys()
        if table in ours
        and target in ours
        and RANK[ours[table]._meta.app_label] < RANK[ours[target]._meta.app_label]
    ]
    assert not upward


def test_keys_between_customers_tables_carry_the_customer_and_are_not_deferrable(db):
    about = customer_tables()
    wrong = [
        name
        for table, target, definition, deferrable, name in keys()
        if table in about and target in about
        if "customer_id" not in definition or deferrable or "SET NULL" in definition
    ]
    assert not wrong


def test_no_key_joins_tables_keyed_by_themselves_with_customers_tables(db):
    about = customer_tables()
    reference = {"staff_agent", "staff_team", "pledge_brand", "pledge_version", "customers_customer"}
    wrong = [
        f"{table} -> {target}"
        for table, target, *_ in keys()
        if (table in about) != (target in about) and target not in reference and table in tables()
    ]
    assert not wrong


def test_every_case_reference_has_its_composite_key(db):
    keyed = {(table, definition.split("(")[1].split(")")[0]) for table, _, definition, *_ in keys()}
    for table, model in tables().items():
        if getattr(model, "about_a_customer", False) and table != "ledger_entry":
            columns = {field.column for field in model._meta.concrete_fields}
            if "case_id" in columns:
                assert (table, "customer_id, case_id") in keyed, table
