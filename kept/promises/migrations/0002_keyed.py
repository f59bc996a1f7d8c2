"""References within one customer; vacuum follows closely, because the clock's index moves with every state."""

from django.db import migrations

from kept.storage.keys import composite_key

TUNE = (
    "ALTER TABLE promises_promise SET "
    "(fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000)"
)
RESET = (
    "ALTER TABLE promises_promise RESET "
    "(fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)"
)


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("cases", "0002_keyed")]
    operations = [
        composite_key("promises_promise", "case_id", "cases_case"),
        composite_key("promises_promise", "superseded_by_id", "promises_promise"),
        composite_key("promises_evidence", "promise_id", "promises_promise"),
        migrations.RunSQL(TUNE, RESET),
    ]
