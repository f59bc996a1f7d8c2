"""What holds everything back: rates over all processes, and the hold on the whole desk."""

from django.db import models


class Rate(models.Model):
    """How often something was done in the current window, for limits over all processes."""

    name = models.TextField(primary_key=True)
    window = models.DateTimeField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "contacts_rate"


class Hold(models.Model):
    """Nothing leaves the desk until an admin lets it: after a restore, or by hand."""

    id = models.BigAutoField(primary_key=True)
    since = models.DateTimeField()
    why = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="")

    class Meta:
        db_table = "contacts_hold"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(ended_at__isnull=True), name="contacts_hold_one_open"
            ),
        ]
