"""Rows about how colleagues work: what they know, when they are here, who stands in; and how the desk was set up."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Skill(models.Model):
    """Something that some of us know about. Its words in the subject of a case ask for it."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(unique=True)
    words = ArrayField(models.TextField(), default=list, db_default=[])

    class Meta:
        db_table = "staff_skill"

    def __str__(self) -> str:
        return self.name


class AgentSkill(models.Model):
    """That an agent knows about something."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="knows")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="known_by")

    class Meta:
        db_table = "staff_agent_skill"
        constraints = [models.UniqueConstraint(fields=["agent", "skill"], name="staff_agent_skill_once")]


class AgentLanguage(models.Model):
    """A language in which an agent answers, as a code ("de"). Without any: those of the brand."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="speaks")
    language = models.TextField()

    class Meta:
        db_table = "staff_agent_language"
        constraints = [
            models.UniqueConstraint(fields=["agent", "language"], name="staff_agent_language_once")
        ]


class WorkingWeek(models.Model):
    """An agent's own working hours. Without a row the hours of the brand are his."""

    agent = models.OneToOneField(
        "staff.Agent", on_delete=models.CASCADE, primary_key=True, related_name="working_week"
    )
    zone = models.TextField()
    shifts = models.JSONField(default=dict)  # {"monday": ["09:00-12:30", "13:30-17:00"]}; other days are off

    class Meta:
        db_table = "staff_working_week"


class Absence(models.Model):
    """An agent is away. Why is told to leads and to himself only."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="absences")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # null: nobody knows yet
    reason = models.TextField(default="", db_default="", blank=True)
    stand_in = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", null=True)
    made_by = models.TextField()
    called_off_at = models.DateTimeField(null=True)  # it never began
    back_at = models.DateTimeField(null=True)  # when what was covered was looked at again

    class Meta:
        db_table = "staff_absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")),
                name="staff_absence_forward",
            ),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("agent")), name="staff_absence_another"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "begins_at"], name="staff_absence_of"),
            models.Index(
                fields=["begins_at"],
                condition=Q(called_off_at__isnull=True, back_at__isnull=True),
                name="staff_absence_open",
            ),
        ]


class Cover(models.Model):
    """A promise that somebody else has for as long as its owner is away. Plain values: it stays with staff."""

    id = models.BigAutoField(primary_key=True)
    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="covers")
    about_customer = models.BigIntegerField()
    about_promise = models.BigIntegerField()
    stand_in = models.ForeignKey("staff.Agent", on_delete=models.PROTECT, related_name="+", null=True)
    team = models.ForeignKey("staff.Team", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "staff_cover"
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "about_customer", "about_promise"], name="staff_cover_once"
            )
        ]


class SetupStep(models.Model):
    """A step of the first-run guide that somebody finished or passed over."""

    name = models.TextField(primary_key=True)
    done_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    by = models.TextField()

    class Meta:
        db_table = "staff_setup_step"
