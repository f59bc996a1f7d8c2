"""One matter from first word to settled: its reference, its owner, who takes part."""

from django.db import models
from django.utils.functional import cached_property

from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed, within_customer


class Stands(models.TextChoices):
    """Where a case stands; computed from its promises, never set by hand."""

    OURS = "ours", "we owe something"
    WAITING = "waiting", "the customer owes us something"
    QUIET = "quiet", "nothing is owed"
    SETTLED = "settled", "settled"


class Case(Keyed):
    """One matter. Columns from `stands` on are a summary, computed under the case's lock (`summary.py`)."""

    reference = models.TextField()  # K7Q-3M9-E; unique in the directory below
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.TextField(default="", db_default="")
    owner = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    opened_at = models.DateTimeField()
    merged_into_id = models.BigIntegerField(null=True)
    merged_into = KeyedForeignKey("cases.Case", "merged_into_id")
    split_from_id = models.BigIntegerField(null=True)
    earlier_id = models.BigIntegerField(null=True)  # the settled case that this one continues
    settled_at = models.DateTimeField(null=True)
    settled_cause = models.TextField(default="", db_default="")
    settled_by = models.TextField(default="", db_default="")
    spam_reason = models.TextField(default="", db_default="")

    stands = models.TextField(choices=Stands.choices, default=Stands.OURS, db_default=Stands.OURS)
    next_due_at = models.DateTimeField(null=True)
    snippet = models.TextField(default="", db_default="")
    last_contact_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)
    contacts_in = models.IntegerField(default=0, db_default=0)
    contacts_out = models.IntegerField(default=0, db_default=0)
    unconfirmed = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "cases_case"
        constraints = [
            within_customer("cases_case"),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False) | models.Q(team__isnull=False),
                name="cases_case_owned",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True) | ~models.Q(settled_cause=""),
                name="cases_settled_why",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-opened_at", "id"], name="cases_of_customer"),
            models.Index(
                fields=["last_contact_at", "id"],
                condition=models.Q(settled_at__isnull=True, merged_into_id__isnull=True),
                name="cases_quiet_since",
            ),
            models.Index(
                fields=["team", "last_contact_at"],
                condition=models.Q(settled_at__isnull=True, owner__isnull=True),
                name="cases_untaken",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def family(self) -> list[int]:
        """Ids of this case and of every case that leads to it, however often cases were merged; read once."""
        family = [self.pk]
        newest = [self.pk]
        while newest:
            rows = Case.objects.filter(customer_id=self.customer_id, merged_into_id__in=newest)
            newest = list(rows.exclude(pk__in=family).order_by("pk").values_list("pk", flat=True))
            family += newest
        return family


class Reference(models.Model):
    """Directory: the reference that can be said on the phone, and the case it names."""

    code = models.TextField(primary_key=True)  # compact: lower case, no hyphens
    customer_id = models.BigIntegerField()
    case_id = models.BigIntegerField()

    class Meta:
        db_table = "cases_reference"


class Participant(Keyed):
    """Somebody in the conversation of a case. A stranger waits as unconfirmed until an agent accepts."""

    case_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)  # plain value: persons are keyed by themselves
    name = models.TextField(default="", db_default="")
    address = models.TextField()
    standing = models.TextField(
        default="confirmed", db_default="confirmed"
    )  # confirmed | copied | unconfirmed | refused
    since = models.DateTimeField()
    decided_by = models.TextField(default="", db_default="")

    class Meta:
        db_table = "cases_participant"
        constraints = [
            within_customer("cases_participant"),
            models.UniqueConstraint(
                fields=["customer_id", "case_id", "address"], name="cases_participant_once"
            ),
        ]


class Note(Keyed):
    """Words between us; never sent to the customer."""

    case_id = models.BigIntegerField()
    agent = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_note"
        constraints = [within_customer("cases_note")]
        indexes = [models.Index(fields=["customer_id", "case_id", "at"], name="cases_note_of_case")]


class OfferState(models.TextChoices):
    """Where an offer to take a case over stands."""

    OPEN = "open", "open"
    ACCEPTED = "accepted", "accepted"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


class Offer(Keyed):
    """A case offered to a colleague or a team, with its story. Its owner stays until somebody accepts."""

    case_id = models.BigIntegerField()
    case = KeyedForeignKey("cases.Case", "case_id")
    by = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    team = models.ForeignKey(
        "staff.Team", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    words = models.TextField()  # what the next one needs to know
    at = models.DateTimeField()
    state = models.TextField(choices=OfferState.choices, default=OfferState.OPEN, db_default=OfferState.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="", db_default="")
    ended_why = models.TextField(default="", db_default="")

    class Meta:
        db_table = "cases_offer"
        constraints = [
            within_customer("cases_offer"),
            models.UniqueConstraint(
                fields=["customer_id", "case_id"],
                condition=models.Q(state="open"),
                name="cases_offer_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(to__isnull=True) ^ models.Q(team__isnull=True), name="cases_offer_to_whom"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(ended_at__isnull=False), name="cases_offer_ended"
            ),
        ]
        indexes = [models.Index(fields=["customer_id", "case_id", "at"], name="cases_offer_of_case")]
