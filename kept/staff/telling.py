"""Rows for telling an agent beyond the desk: what by which way, when not, to which browsers, and what is on its way."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Hears(models.Model):
    """What one agent is told by which way, and when not. Without a row the defaults of `hearing` hold."""

    agent = models.OneToOneField(
        "staff.Agent", on_delete=models.CASCADE, primary_key=True, related_name="hears"
    )
    quietly = ArrayField(
        models.TextField(), default=list, db_default=[]
    )  # kinds not shown as new at the desk
    by_mail = ArrayField(models.TextField(), default=list, db_default=[])
    by_push = ArrayField(models.TextField(), default=list, db_default=[])
    quiet_from = models.TimeField(null=True)  # in the agent's zone
    quiet_until = models.TimeField(null=True)
    quiet_weekends = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "staff_hears"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="staff_hears_both_or_none",
            )
        ]


class PushSubscription(models.Model):
    """A browser that agreed to be told. Its keys encrypt, so that the push service reads nothing."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="pushes")
    endpoint = models.TextField(unique=True)
    browser_key = models.BinaryField()  # p256dh: an uncompressed point of P-256, 65 bytes
    secret = models.BinaryField()  # auth: 16 bytes
    called = models.TextField(default="", db_default="")  # "Firefox on Linux"
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "staff_push_subscription"
        indexes = [models.Index(fields=["agent"], name="staff_push_of_agent")]


class Telling(models.Model):
    """One notice on its way by one way. Deleted when done or given up: the notice itself stays at the desk."""

    MAIL: ClassVar[str] = "mail"
    PUSH: ClassVar[str] = "push"

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey("staff.Notice", on_delete=models.CASCADE, related_name="tellings")
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="+")
    way = models.TextField()
    subscription = models.ForeignKey(PushSubscription, on_delete=models.CASCADE, null=True, related_name="+")
    noticed_at = models.DateTimeField()  # the notice's `at`: told again when it happens again
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0, db_default=0)
    problem = models.TextField(default="", db_default="")

    class Meta:
        db_table = "staff_telling"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "way", "subscription"], nulls_distinct=False, name="staff_telling_once"
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="staff_telling_due")]


class SignInRule(models.Model):
    """The company's rule for signing in; one row. `needs_second`: roles from which on a second step is needed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    needs_second = models.TextField(default="nobody", db_default="nobody")  # nobody, leads, everyone
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "staff_sign_in_rule"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="staff_sign_in_rule_one")]
