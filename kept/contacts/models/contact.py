"""One interaction, in or out, and the files that came with it."""

from django.db import models

from kept.contacts.states import Delivery
from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer


class Contact(Keyed):
    """One interaction, in or out. Columns from `delivery` on summarise the delivery facts of what we sent."""

    case_id = models.BigIntegerField()
    case = KeyedForeignKey("cases.Case", "case_id")
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.TextField()
    direction = models.TextField()  # in | out
    purpose = models.TextField(
        default="", db_default=""
    )  # of what we send: answer, acknowledgement, notice …
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)  # plain value
    sender_name = models.TextField(default="", db_default="")
    sender_address = models.TextField(default="", db_default="")
    recipients = models.JSONField(default=list)  # [{"kind": "to", "name": …, "address": …}]
    agent = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    agent_name = models.TextField(default="", db_default="")  # as it was then
    subject = models.TextField(default="", db_default="")
    snippet = models.TextField(default="", db_default="")
    visible = models.TextField(default="", db_default="")
    text = models.TextField(default="", db_default="")
    html = models.TextField(default="", db_default="")
    raw_id = models.BigIntegerField(null=True)  # plain value: raw intake has no customer
    message_id = models.TextField(default="", db_default="")
    references = models.JSONField(default=list)
    aligned = models.TextField(default="none", db_default="none")
    machine = models.TextField(default="", db_default="")
    no_answer_reason = models.TextField(default="", db_default="")
    unconfirmed = models.BooleanField(default=False, db_default=False)
    attachments = models.IntegerField(default=0, db_default=0)
    seen_contact_id = models.BigIntegerField(
        null=True
    )  # of an answer: the last contact its writer had on screen
    imported = models.BooleanField(default=False, db_default=False)
    promise_id = models.BigIntegerField(null=True)  # the promise that it opened, joined or keeps

    delivery = models.TextField(choices=Delivery.choices, default="", db_default="", blank=True)
    delivery_words = models.TextField(default="", db_default="")
    delivery_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contacts_contact"
        constraints = [
            within_customer("contacts_contact"),
            models.CheckConstraint(
                condition=models.Q(direction="out")
                | ~models.Q(no_answer_reason="")
                | models.Q(promise_id__isnull=False),
                name="contacts_in_answered_or_reasoned",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["in", "out"]), name="contacts_direction"
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "case_id", "at", "id"], name="contacts_of_case"),
            models.Index(fields=["customer_id", "at", "id"], name="contacts_of_customer"),
        ]


class Attachment(Keyed):
    """A file of a contact. Until `stored_at` it is read out of the raw source; then from the file store."""

    contact_id = models.BigIntegerField()
    contact = KeyedForeignKey("contacts.Contact", "contact_id")
    path = models.TextField()
    name = models.TextField()
    content_type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    content_id = models.TextField(default="", db_default="")
    inline = models.BooleanField(default=False, db_default=False)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "contacts_attachment"
        constraints = [within_customer("contacts_attachment")]
        indexes = [
            models.Index(fields=["customer_id", "contact_id"], name="contacts_attachment_of"),
            models.Index(fields=["customer_id", "sha256"], name="contacts_attachment_same"),
            models.Index(
                fields=["id"], condition=models.Q(stored_at__isnull=True), name="contacts_attachment_new"
            ),
        ]
