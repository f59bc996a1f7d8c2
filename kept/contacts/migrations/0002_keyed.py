"""References within one customer; bodies stored without compression, which costs more time than it saves space."""

from django.db import migrations

from kept.storage.keys import composite_key, customer_key

EXTERNAL = "ALTER TABLE contacts_raw ALTER COLUMN body SET STORAGE EXTERNAL"
EXTENDED = "ALTER TABLE contacts_raw ALTER COLUMN body SET STORAGE EXTENDED"
#: The words that a page shows, and the HTML: compressing them was half of what storing a contact cost.
PLAIN_WORDS = (
    "ALTER TABLE contacts_contact ALTER COLUMN html SET STORAGE EXTERNAL, "
    "ALTER COLUMN visible SET STORAGE EXTERNAL, ALTER COLUMN text SET STORAGE EXTERNAL"
)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("cases", "0002_keyed")]
    operations = [
        composite_key("contacts_contact", "case_id", "cases_case"),
        composite_key("contacts_attachment", "contact_id", "contacts_contact"),
        customer_key("contacts_guard_decision"),
        composite_key("contacts_guard_decision", "case_id", "cases_case"),
        composite_key("contacts_outgoing", "contact_id", "contacts_contact"),
        composite_key("contacts_outgoing", "decision_id", "contacts_guard_decision"),
        composite_key("contacts_delivery_fact", "outgoing_id", "contacts_outgoing"),
        composite_key("contacts_delivery_fact", "contact_id", "contacts_contact"),
        migrations.RunSQL(EXTERNAL, EXTENDED),
        migrations.RunSQL(PLAIN_WORDS, PLAIN_WORDS.replace("EXTERNAL", "EXTENDED")),
        migrations.RunSQL(
            "ALTER TABLE contacts_outgoing SET (fillfactor = 80)",
            "ALTER TABLE contacts_outgoing RESET (fillfactor)",
        ),
    ]
