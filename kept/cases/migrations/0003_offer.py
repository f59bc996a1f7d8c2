"""Cases offered to a colleague or a team: the owner stays until somebody accepts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kept.storage.keys
from kept.storage.keys import composite_key, customer_key


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_keyed"),
        ("customers", "0001_initial"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("customer_id", models.BigIntegerField()),
                ("case_id", models.BigIntegerField()),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        db_default="open",
                        default="open",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(db_default="", default="")),
                ("ended_why", models.TextField(db_default="", default="")),
                (
                    "by",
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
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "cases_offer",
                "indexes": [
                    models.Index(fields=["customer_id", "case_id", "at"], name="cases_offer_of_case")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("customer_id", "id"), name="cases_offer_within_customer"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("customer_id", "case_id"),
                        name="cases_offer_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to__isnull", True), ("team__isnull", True), _connector="XOR"),
                        name="cases_offer_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("ended_at__isnull", False), _connector="OR"),
                        name="cases_offer_ended",
                    ),
                ],
            },
        ),
        customer_key("cases_offer"),
        composite_key("cases_offer", "case_id", "cases_case"),
    ]
