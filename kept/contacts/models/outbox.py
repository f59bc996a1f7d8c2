"""What goes out: the guard's decision, the message on its way, and what became of it."""

from django.db import models

from kept.contacts.states import Delivery
from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer


class GuardDecision(Keyed):
    """What the guard said before we contacted somebody: it binds person, purpose and content."""

    case_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    channel = models.TextField()
    purpose = models.TextField()
    verdict = models.TextField()  # allow | warn | stop
    reasons = models.JSONField(default=list)  # [{"code": …, "sentence": …}]
    content_digest = models.BinaryField()
    at = models.DateTimeField()
    by = models.TextField()
    override_by = models.TextField(default="", db_default="")
    override_reason = models.TextField(default="", db_default="")

    class Meta:
        db_table = "contacts_guard_decision"
        constraints = [
            within_customer("contacts_guard_decision"),
            models.CheckConstraint(
                condition=models.Q(override_by="") | ~models.Q(override_reason=""),
                name="contacts_override_why",
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "at"], name="contacts_decisions_of")]


class Outgoing(Keyed):
    """A message in the outbox: one recipient, one way. Without a guard's decision it cannot exist."""

    contact_id = models.BigIntegerField()
    contact = KeyedForeignKey("contacts.Contact", "contact_id")
    decision_id = models.BigIntegerField()
    decision = KeyedForeignKey("contacts.GuardDecision", "decision_id")
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.TextField()
    purpose = models.TextField()
    person_id = models.BigIntegerField(null=True)  # plain value
    to_name = models.TextField(default="", db_default="")
    to_address = models.TextField()
    null_sender = models.BooleanField(default=False, db_default=False)
    message_id = models.TextField()
    content_digest = models.BinaryField()
    state = models.TextField(choices=Delivery.choices, default=Delivery.QUEUED, db_default=Delivery.QUEUED)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0, db_default=0)
    resent = models.BooleanField(default=False, db_default=False)
    problem = models.TextField(default="", db_default="")
    handed_over_at = models.DateTimeField(null=True)
    presume_at = models.DateTimeField(null=True)  # when no bounce by then counts as a sign

    class Meta:
        db_table = "contacts_outgoing"
        constraints = [within_customer("contacts_outgoing")]
        indexes = [
            models.Index(fields=["customer_id", "contact_id"], name="contacts_outgoing_of"),
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=["queued", "delayed", "sending", "unsure"]),
                name="contacts_outgoing_due",
            ),
            models.Index(
                fields=["presume_at"],
                condition=models.Q(state__in=["handed_over", "accepted"], presume_at__isnull=False),
                name="contacts_outgoing_presume",
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["held", "queued", "delayed", "sending", "unsure", "stopped"]),
                name="contacts_outgoing_open",
            ),
        ]


class OutgoingCode(models.Model):
    """Directory: an outgoing message by its id, for return paths and bounces that know no customer."""

    outgoing_id = models.BigIntegerField(primary_key=True)
    customer_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()

    class Meta:
        db_table = "contacts_outgoing_code"


class DeliveryFact(Keyed):
    """What became of an outgoing message, as it was learnt."""

    outgoing_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()
    state = models.TextField(choices=Delivery.choices)
    code = models.TextField(default="", db_default="")  # 5.1.1
    words = models.TextField(default="", db_default="")
    source = models.TextField()  # relay | bounce | clock | reply
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "contacts_delivery_fact"
        constraints = [
            within_customer("contacts_delivery_fact"),
            models.UniqueConstraint(
                fields=["customer_id", "outgoing_id", "state", "happened_at"],
                name="contacts_delivery_fact_once",
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "contact_id"], name="contacts_delivery_of")]
