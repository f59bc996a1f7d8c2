"""The accepted versions of the pledge, and the brands that it names. Reference tables, no customer's data."""

from django.db import models


class PledgeVersion(models.Model):
    """The pledge as it was accepted once. Every promise names the version that it was made under."""

    id = models.BigAutoField(primary_key=True)
    number = models.IntegerField(unique=True)  # counted from 1, for people
    text = models.TextField()  # the file, as it was given
    digest = models.BinaryField()  # SHA-256 of the text; an older text may be accepted again
    public_holidays = models.JSONField(default=dict)  # of the coming years, "GB/ENG/2026" → days
    accepted_at = models.DateTimeField()
    accepted_by = models.TextField()  # an actor as the ledger writes it, "agent:12"

    class Meta:
        db_table = "pledge_version"
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="pledge_version_from_one")
        ]

    def __str__(self) -> str:
        return f"pledge {self.number}"


class Brand(models.Model):
    """A name under which the company speaks. Follows the accepted pledge; is retired, never deleted."""

    id = models.BigAutoField(primary_key=True)
    slug = models.TextField(unique=True)
    name = models.TextField()
    accent = models.TextField()  # #rrggbb
    signature = models.TextField(default="", blank=True)
    address = models.TextField()  # the public one
    reply_domain = models.TextField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pledge_brand"

    def __str__(self) -> str:
        return self.name
