"""Every word in or out: raw source, contact, attachments, outbox, delivery facts, guard decisions."""

from django.db import models

from kept.contacts.states import Delivery
from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer


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
