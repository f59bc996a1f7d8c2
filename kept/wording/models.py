"""Canned answers, each with all its versions, and signatures. Reference tables, no customer's data."""

from django.db import models


class CannedAnswer(models.Model):
    """Words that are written often. What it said before stands in its versions."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    text = models.TextField()
    brand = models.ForeignKey(
        "pledge.Brand", on_delete=models.PROTECT, related_name="+", null=True
    )  # null: any
    language = models.TextField(default="", db_default="")  # "": any
    version = models.IntegerField(default=1, db_default=1)
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    retired_at = models.DateTimeField(null=True)
    used = models.BigIntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "wording_answer"
        indexes = [
            models.Index(
                fields=["name", "id"], condition=models.Q(retired_at__isnull=True), name="wording_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CannedVersion(models.Model):
    """What a canned answer said, from when on, and who wrote it so."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(CannedAnswer, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    name = models.TextField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        db_table = "wording_version"
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="wording_version_once")]


class Signature(models.Model):
    """How an agent signs for a brand. Without one the pledge's signature of the brand stands."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "wording_signature"
        constraints = [models.UniqueConstraint(fields=["agent", "brand"], name="wording_signature_once")]
