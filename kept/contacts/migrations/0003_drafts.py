"""Drafts of agents, and the files put beside them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kept.storage.keys
from kept.storage.keys import composite_key


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_keyed"),
        ("contacts", "0002_keyed"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("customer_id", models.BigIntegerField()),
                ("case_id", models.BigIntegerField()),
                ("mode", models.TextField()),
                ("text", models.TextField(db_default="", default="")),
                ("recipients", models.JSONField(default=list)),
                ("vows", models.JSONField(default=list)),
                ("version", models.IntegerField(db_default=1, default=1)),
                ("device", models.TextField(db_default="", default="")),
                ("saved_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    kept.storage.keys.KeyedForeignKey(
                        column="case_id",
                        from_fields=["customer_id", "case_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        to_fields=["customer_id", "id"],
                    ),
                ),
                (
                    "customer",
                    kept.storage.keys.CustomerKey(
                        from_fields=["customer_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        to_fields=["id"],
                    ),
                ),
            ],
            options={
                "db_table": "contacts_draft",
                "indexes": [models.Index(fields=["agent", "-saved_at"], name="contacts_drafts_by")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer_id", "id"), name="contacts_draft_within_customer"
                    ),
                    models.UniqueConstraint(
                        fields=("customer_id", "case_id", "agent", "mode"), name="contacts_draft_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["answer", "note"])), name="contacts_draft_mode"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("customer_id", models.BigIntegerField()),
                ("case_id", models.BigIntegerField()),
                ("name", models.TextField()),
                ("content_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField()),
                ("content_id", models.TextField(db_default="", default="")),
                ("uploaded_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    kept.storage.keys.KeyedForeignKey(
                        column="case_id",
                        from_fields=["customer_id", "case_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        to_fields=["customer_id", "id"],
                    ),
                ),
                (
                    "customer",
                    kept.storage.keys.CustomerKey(
                        from_fields=["customer_id"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="customers.customer",
                        to_fields=["id"],
                    ),
                ),
            ],
            options={
                "db_table": "contacts_upload",
                "indexes": [
                    models.Index(fields=["customer_id", "case_id", "agent"], name="contacts_upload_beside")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer_id", "id"), name="contacts_upload_within_customer"
                    )
                ],
            },
        ),
        composite_key("contacts_draft", "case_id", "cases_case"),
        composite_key("contacts_upload", "case_id", "cases_case"),
    ]
