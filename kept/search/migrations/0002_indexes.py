"""What finds: words within a band, parts of names; and the function that keeps the first of them tidy."""

from django.db import migrations

from kept.storage.keys import composite_key

#: Rows wait in the index's list until they are sorted in: a small one, so that no search reads much of it.
WORDS = (
    "CREATE INDEX search_entry_words ON search_entry USING gin (band, words) "
    "WITH (fastupdate = on, gin_pending_list_limit = 1024)"
)
PARTS = "CREATE INDEX search_account_parts ON search_account USING gin (words gin_trgm_ops)"
BEGINNINGS = "CREATE INDEX search_account_beginning ON search_account (name text_pattern_ops)"
MISTYPED = "CREATE INDEX search_name_word_near ON search_name_word USING gin (word gin_trgm_ops)"

#: Only an index's owner may tidy it, and the product is not.
TIDY = """
CREATE FUNCTION search_tidy() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
AS $$ SELECT gin_clean_pending_list('search_entry_words'::regclass) $$
"""

#: A reaction of the index waits a second and comes in thousands: who looks for the others does not read them.
OTHERS = "CREATE INDEX ledger_reaction_others ON ledger_reaction (due_at) WHERE name <> 'search'"

VACUUM = (
    "ALTER TABLE search_entry SET (autovacuum_vacuum_insert_scale_factor = 0.05, "
    "autovacuum_analyze_scale_factor = 0.05)"
)
VACUUM_AS_USUAL = (
    "ALTER TABLE search_entry RESET (autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor)"
)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("cases", "0002_keyed"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        composite_key("search_entry", "case_id", "cases_case"),
        migrations.RunSQL(WORDS, "DROP INDEX search_entry_words"),
        migrations.RunSQL(PARTS, "DROP INDEX search_account_parts"),
        migrations.RunSQL(BEGINNINGS, "DROP INDEX search_account_beginning"),
        migrations.RunSQL(MISTYPED, "DROP INDEX search_name_word_near"),
        migrations.RunSQL(TIDY, "DROP FUNCTION search_tidy()"),
        migrations.RunSQL(OTHERS, "DROP INDEX ledger_reaction_others"),
        migrations.RunSQL(VACUUM, VACUUM_AS_USUAL),
    ]
