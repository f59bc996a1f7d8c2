"""Rows of the ledger. Only `record.py` writes them."""

from django.db import models

#: The chain of the company's own facts (pledge accepted, desk restored, checkpoint made).
COMPANY = 0


class Entry(models.Model):
    """One fact, for ever. `body` holds the exact bytes that the hash covers; the rest repeats it for look-ups."""

    about_a_customer = True

    id = models.BigAutoField(primary_key=True)
    customer_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.TextField()
    actor = models.TextField()
    case_id = models.BigIntegerField(null=True)
    body = models.TextField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "seq"], name="ledger_entry_once"),
            models.UniqueConstraint(fields=["customer_id", "id"], name="ledger_entry_within_customer"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="ledger_entry_from_one"),
        ]
        indexes = [models.Index(fields=["customer_id", "case_id", "seq"], name="ledger_entry_of_case")]


class Head(models.Model):
    """Where a chain stands. Its row is the lock under which the chain grows."""

    about_a_customer = True

    customer_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_head"


class Reaction(models.Model):
    """What still has to follow from an entry; deleted when done."""

    about_a_customer = True

    id = models.BigAutoField(primary_key=True)
    customer_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    name = models.TextField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0, db_default=0)
    problem = models.TextField(default="", db_default="")

    class Meta:
        db_table = "ledger_reaction"
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "entry_id", "name"], name="ledger_reaction_once"),
        ]
        indexes = [models.Index(fields=["due_at"], name="ledger_reaction_due")]


class Anchor(models.Model):
    """A checkpoint that left the database: where its file is and what it covers."""

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    chains = models.BigIntegerField()
    digest = models.BinaryField()
    place = models.TextField()

    class Meta:
        db_table = "ledger_anchor"
