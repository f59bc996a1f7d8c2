"""What an agent has begun to write: a draft in each mode of a case, and the files put beside it."""

from django.db import models

from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer


class Draft(Keyed):
    """Words on their way to being sent or kept. It goes when they are; a colleague never changes another's."""

    case_id = models.BigIntegerField()
    case = KeyedForeignKey("cases.Case", "case_id")
    agent = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", db_index=False)
    mode = models.TextField()  # answer | note
    text = models.TextField(default="", db_default="")
    recipients = models.JSONField(
        default=list
    )  # [{"kind": "to", "name": …, "address": …}]; empty: as suggested
    vows = models.JSONField(default=list)  # promises accepted while writing: [{"key", "state", "kind", …}]
    version = models.IntegerField(default=1, db_default=1)  # goes up with each saving
    device = models.TextField(default="", db_default="")  # which browser saved it last
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "contacts_draft"
        constraints = [
            within_customer("contacts_draft"),
            models.UniqueConstraint(
                fields=["customer_id", "case_id", "agent", "mode"], name="contacts_draft_once"
            ),
            models.CheckConstraint(
                condition=models.Q(mode__in=["answer", "note"]), name="contacts_draft_mode"
            ),
        ]
        indexes = [models.Index(fields=["agent", "-saved_at"], name="contacts_drafts_by")]


class Upload(Keyed):
    """A file put beside an answer that has not been sent. Sent, it becomes an attachment of the contact."""

    case_id = models.BigIntegerField()
    case = KeyedForeignKey("cases.Case", "case_id")
    agent = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    content_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    content_id = models.TextField(default="", db_default="")  # of a picture that stands in the text
    uploaded_at = models.DateTimeField()

    class Meta:
        db_table = "contacts_upload"
        constraints = [within_customer("contacts_upload")]
        indexes = [models.Index(fields=["customer_id", "case_id", "agent"], name="contacts_upload_beside")]
