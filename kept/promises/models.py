"""What is owed, to whom, by when, and what proves it."""

from django.db import models
from django.db.models import Q

from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer

OPEN = ["owed", "in_proof"]


class Promise(Keyed):
    """A promise on the ledger. State columns are what `rules.promise.outcome` said of its evidence."""

    case_id = models.BigIntegerField()
    case = KeyedForeignKey("cases.Case", "case_id")
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()  # KP-XXXXX-XXXXX-C
    kind = models.TextField()
    promisor = models.TextField(default="company", db_default="company")  # company | customer | partner
    promisee = models.TextField(default="customer", db_default="customer")
    text = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.TextField()
    due_at = models.DateTimeField()
    due_words = models.TextField(default="", db_default="")
    due_zone = models.TextField(default="UTC", db_default="UTC")
    warn_at = models.DateTimeField()
    needs = models.SmallIntegerField()  # rules.promise.Reach
    or_second_channel = models.BooleanField(default=False, db_default=False)  # or *presumed* by two channels
    owner = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    pledge = models.ForeignKey(
        "pledge.PledgeVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    origin_contact_id = models.BigIntegerField(null=True)
    told_contact_id = models.BigIntegerField(null=True)  # the message that put it in the customer's hands

    state = models.TextField(default="owed", db_default="owed")
    broken_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    tended_at = models.DateTimeField(null=True)  # last attempt or word to the customer since it broke
    escalated = models.SmallIntegerField(default=0, db_default=0)  # steps that have run
    escalate_at = models.DateTimeField(null=True)  # when the next step comes
    next_check_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False, db_default=False)
    reach = models.SmallIntegerField(default=0, db_default=0)
    fell_back = models.TextField(default="", db_default="")  # why it is owed again
    attempts = models.IntegerField(default=0, db_default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", db_default="")
    closed_why = models.TextField(default="", db_default="")
    closed_contact_id = models.BigIntegerField(null=True)
    superseded_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "promises_promise"
        constraints = [
            within_customer("promises_promise"),
            models.UniqueConstraint(
                fields=["customer_id", "case_id"],
                condition=Q(kind="answer", promisor="company", state="owed"),
                name="promises_one_owed_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | Q(owner__isnull=False) | Q(team__isnull=False),
                name="promises_owned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | Q(next_check_at__isnull=False), name="promises_open_watched"
            ),
            models.CheckConstraint(
                condition=Q(broken_at__isnull=True) | Q(promisor="company"),
                name="promises_theirs_never_break",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "case_id", "due_at"], name="promises_of_case"),
            models.Index(fields=["next_check_at"], condition=Q(state__in=OPEN), name="promises_to_watch"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="promises_owed"),
            models.Index(
                fields=["owner", "due_at", "id"], condition=Q(state__in=OPEN), name="promises_owed_by"
            ),
            models.Index(fields=["kept_at"], condition=Q(state="kept"), name="promises_kept_when"),
            models.Index(
                fields=["broken_at"], condition=Q(broken_at__isnull=False), name="promises_broken_when"
            ),
        ]


class PromiseCode(models.Model):
    """Directory: the code that can be said on the phone, and its promise."""

    code = models.TextField(primary_key=True)  # compact: lower case, no hyphens
    customer_id = models.BigIntegerField()
    promise_id = models.BigIntegerField()

    class Meta:
        db_table = "promises_code"


class Evidence(Keyed):
    """A fact that proves, how far it reaches, and whether it was taken back."""

    promise_id = models.BigIntegerField()
    promise = KeyedForeignKey("promises.Promise", "promise_id")
    contact_id = models.BigIntegerField(null=True)
    outgoing_id = models.BigIntegerField(null=True)
    channel = models.TextField(default="", db_default="")
    source = models.TextField()  # relay | clock | bounce | reply | attested | payment …
    reach = models.SmallIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(default="", db_default="")
    delayed_at = models.DateTimeField(null=True)  # when we last heard that it is still on its way
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(default="", db_default="")

    class Meta:
        db_table = "promises_evidence"
        constraints = [
            within_customer("promises_evidence"),
            models.UniqueConstraint(
                fields=["customer_id", "promise_id", "outgoing_id", "reach"],
                condition=Q(outgoing_id__isnull=False),
                name="promises_evidence_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "promise_id"], name="promises_evidence_for"),
            models.Index(fields=["customer_id", "outgoing_id"], name="promises_evidence_from"),
        ]
