"""Telling agents beyond the desk, the rule for signing in, and where failed sign-ins are counted.

The last table is what Django's cache in the database needs; it belongs to no model.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hears",
            fields=[
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hears",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "quietly",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "by_mail",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "by_push",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("quiet_weekends", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "db_table": "staff_hears",
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("endpoint", models.TextField(unique=True)),
                ("browser_key", models.BinaryField()),
                ("secret", models.BinaryField()),
                ("called", models.TextField(db_default="", default="")),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(db_default=0, default=0)),
            ],
            options={
                "db_table": "staff_push_subscription",
            },
        ),
        migrations.CreateModel(
            name="SignInRule",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("needs_second", models.TextField(db_default="nobody", default="nobody")),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "staff_sign_in_rule",
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("way", models.TextField()),
                ("noticed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("attempts", models.IntegerField(db_default=0, default=0)),
                ("problem", models.TextField(db_default="", default="")),
            ],
            options={
                "db_table": "staff_telling",
            },
        ),
        migrations.AddField(
            model_name="agent",
            name="language",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["agent", "-at", "-id"], name="staff_notice_latest"),
        ),
        migrations.AddConstraint(
            model_name="hears",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                    _connector="OR",
                ),
                name="staff_hears_both_or_none",
            ),
        ),
        migrations.AddField(
            model_name="pushsubscription",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pushes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="signinrule",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="staff_sign_in_rule_one"),
        ),
        migrations.AddField(
            model_name="telling",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="telling",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tellings", to="staff.notice"
            ),
        ),
        migrations.AddField(
            model_name="telling",
            name="subscription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="staff.pushsubscription",
            ),
        ),
        migrations.AddIndex(
            model_name="pushsubscription",
            index=models.Index(fields=["agent"], name="staff_push_of_agent"),
        ),
        migrations.AddIndex(
            model_name="telling",
            index=models.Index(fields=["due_at"], name="staff_telling_due"),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(
                fields=("notice", "way", "subscription"), name="staff_telling_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(
            "CREATE TABLE staff_sign_in_count (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
            "expires timestamptz NOT NULL);"
            "CREATE INDEX staff_sign_in_count_expires ON staff_sign_in_count (expires)",
            "DROP TABLE staff_sign_in_count",
        ),
    ]
