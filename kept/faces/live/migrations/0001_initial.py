"""Who has a case open at this moment: rows that need not outlive a crash."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reference", models.TextField()),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("writing_since", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "live_presence",
                "constraints": [
                    models.UniqueConstraint(fields=("reference", "agent"), name="live_presence_once")
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE live_presence SET UNLOGGED; ALTER TABLE live_presence SET (fillfactor = 50)",
            "ALTER TABLE live_presence RESET (fillfactor); ALTER TABLE live_presence SET LOGGED",
        ),
    ]
