"""What came in, byte for byte, and the directories by which the same thing is known again."""

from django.db import models


class RawMessage(models.Model):
    """What came in, byte for byte. It has no customer of its own: it is kept even when nobody can read it."""

    id = models.BigAutoField(primary_key=True)
    channel = models.TextField()
    sha256 = models.BinaryField()
    size = models.BigIntegerField()
    body = models.BinaryField()
    source = models.TextField()
    envelope_from = models.TextField(default="", db_default="")
    envelope_to = models.JSONField(default=list)
    peer = models.TextField(default="", db_default="")
    received_at = models.DateTimeField()
    parser = models.TextField(default="", db_default="")
    result_customer = models.BigIntegerField(null=True)
    result_contact = models.BigIntegerField(null=True)

    class Meta:
        db_table = "contacts_raw"
        indexes = [models.Index(fields=["sha256"], name="contacts_raw_sha256")]


class Quarantine(models.Model):
    """A raw message that could not be processed: in sight of agents, tried again, never in the way of the next."""

    id = models.BigAutoField(primary_key=True)
    raw = models.OneToOneField(RawMessage, on_delete=models.PROTECT, related_name="quarantine")
    reason = models.TextField()
    since = models.DateTimeField()
    tries = models.IntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.TextField(default="", db_default="")
    ended_by = models.TextField(default="", db_default="")

    class Meta:
        db_table = "contacts_quarantine"
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(ended_at__isnull=True),
                name="contacts_quarantine_open",
            ),
        ]


class Seen(models.Model):
    """Directory: what has been taken in, so that the same message by two ways is one contact."""

    digest = models.BinaryField(primary_key=True)
    customer_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()

    class Meta:
        db_table = "contacts_seen"


class MessageId(models.Model):
    """Directory: a message id, ours or theirs, and the contact that bears it."""

    message_id = models.TextField(primary_key=True)
    customer_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()

    class Meta:
        db_table = "contacts_message_id"
