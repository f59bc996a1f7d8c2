"""The rules by which the data can later be spread over several database nodes, read off the catalogue."""

from django.db import connection

from tests.architecture.test_foreign_keys import customer_tables


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_uniqueness_on_customers_tables_holds_the_customer(db):
    """Only the primary key `id` may stand alone; everything else that is unique over all is a directory."""
    about = customer_tables()
    wrong = [
        f"{table}: {definition}"
        for table, definition, primary in rows(
            "SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid), indisprimary FROM pg_index "
            "WHERE indisunique AND indrelid::regclass::text NOT LIKE 'pg_%'"
        )
        if table in about and not primary and "customer_id" not in definition
    ]
    assert not wrong


def test_customer_id_is_never_null(db):
    nullable = rows(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND column_name = 'customer_id' AND is_nullable = 'YES'"
    )
    assert not nullable


def test_every_key_is_a_bigint_or_a_code(db):
    about = customer_tables()
    kinds = dict(
        rows(
            "SELECT table_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'id'"
        )
    )
    assert {kinds[table] for table in about if table in kinds} == {"bigint"}


def test_triggers_only_refuse(db):
    functions = rows(
        "SELECT DISTINCT p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT tgisinternal"
    )
    assert functions
    for name, source in functions:
        words = source.upper()
        assert "RAISE EXCEPTION" in words, name
        assert not any(verb in words for verb in ("INSERT ", "UPDATE ", "DELETE ", "NOTIFY", "PERFORM")), name


def test_composite_keys_have_an_index_that_begins_with_the_customer(db):
    indexed = {
        (table, definition.split("(", 1)[1].split(")")[0])
        for table, definition in rows(
            "SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        )
    }
    firsts = {(table, ", ".join(columns.split(", ")[:2])) for table, columns in indexed}
    for table, column in [
        ("contacts_contact", "case_id"),
        ("promises_promise", "case_id"),
        ("promises_evidence", "promise_id"),
        ("contacts_attachment", "contact_id"),
        ("contacts_outgoing", "contact_id"),
        ("contacts_delivery_fact", "contact_id"),
        ("cases_note", "case_id"),
        ("cases_participant", "case_id"),
    ]:
        assert (table, f"customer_id, {column}") in firsts, f"{table}.{column}"
