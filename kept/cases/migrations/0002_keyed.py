"""References within one customer, and to the customer."""

from django.db import migrations

from kept.storage.keys import composite_key, customer_key


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("customers", "0001_initial")]
    operations = [
        customer_key("cases_case"),
        composite_key("cases_case", "merged_into_id", "cases_case"),
        composite_key("cases_case", "split_from_id", "cases_case"),
        composite_key("cases_case", "earlier_id", "cases_case"),
        composite_key("cases_participant", "case_id", "cases_case"),
        composite_key("cases_note", "case_id", "cases_case"),
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (fillfactor = 80)", "ALTER TABLE cases_case RESET (fillfactor)"
        ),
    ]
