"""Who we are: agents, teams, and what they are told. Reference tables, no customer's data."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.ledger.actor import Actor


class Role(models.TextChoices):
    """What somebody may do; each role may all that those before it may."""

    READER = "reader", _("Reads only")
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    HEAD = "head", _("Head of the company")
    ADMIN = "admin", _("Admin")


class AgentManager(BaseUserManager["Agent"]):
    """Finds agents by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email__iexact=username)


class Agent(AbstractBaseUser):
    """Somebody who works at the desk and answers with a name."""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(unique=True)
    name = models.TextField()
    role = models.TextField(choices=Role.choices, default=Role.AGENT)
    zone = models.TextField(default="", blank=True)
    direct_line = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    all_brands = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    theme = models.TextField(default="system")
    keys_off = models.BooleanField(default=False)
    language = models.TextField(default="", db_default="", blank=True)  # "" is what the browser asks for

    objects: ClassVar[AgentManager] = AgentManager()

    class Meta:
        db_table = "staff_agent"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("agent", str(self.pk), self.name)

    @property
    def leads(self) -> bool:
        """Whether this is a lead or above."""
        return self.role in (Role.LEAD, Role.HEAD, Role.ADMIN)

    @property
    def is_staff(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def initials(self) -> str:
        """Up to two letters, for the round mark beside a row."""
        words = [word for word in self.name.split() if word]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff


class Team(models.Model):
    """People who answer for something together, with one lead who answers for the team."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)
    lead = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", null=True)
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)  # it answers for nothing any more; its history stays

    class Meta:
        db_table = "staff_team"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An agent's place in a team."""

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        db_table = "staff_membership"
        constraints = [models.UniqueConstraint(fields=["team", "agent"], name="staff_membership_once")]


class BrandSeat(models.Model):
    """A brand that an agent without `all_brands` may see."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="seats")
    brand = models.ForeignKey("pledge.Brand", on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "staff_brand_seat"
        constraints = [models.UniqueConstraint(fields=["agent", "brand"], name="staff_brand_seat_once")]


class Notice(models.Model):
    """Something that one of us is told: a promise about to break or broken, an alarm."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="notices")
    kind = models.TextField()  # warned, broken, escalated, assigned, bounced, alarm
    words = models.TextField()
    case_reference = models.TextField(default="")
    about_customer = models.BigIntegerField(null=True)  # plain value: notices stay with staff
    about_promise = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_notice"
        constraints = [
            models.UniqueConstraint(fields=["agent", "kind", "about_promise"], name="staff_notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["agent", "-at"], condition=models.Q(read_at__isnull=True), name="staff_notice_unread"
            ),
            models.Index(fields=["agent", "-at", "-id"], name="staff_notice_latest"),
        ]


class Alarm(models.Model):
    """Something is wrong with the desk itself: said on every page until it is over."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField()  # mailbox:3, outbox:growing, intake:silent …
    words = models.TextField()
    remedy = models.TextField(default="")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(ended_at__isnull=True), name="staff_alarm_one_open"
            ),
        ]


class SignInLink(models.Model):
    """A link that signs somebody in once: the first admin from the terminal, a colleague by invitation."""

    id = models.BigAutoField(primary_key=True)
    digest = models.BinaryField(unique=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    made_by = models.TextField(default="", db_default="")
    sent_at = models.DateTimeField(null=True)  # by mail; without it the link was given by hand
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_sign_in_link"


from kept.staff.people import (  # noqa: E402, F401 - found by Django here
    Absence,
    AgentLanguage,
    AgentSkill,
    Cover,
    SetupStep,
    Skill,
    WorkingWeek,
)
from kept.staff.telling import Hears, PushSubscription, SignInRule, Telling  # noqa: E402, F401 - found by Django here
