"""Who has a case open at this moment, and who is writing in it. It outlives no crash, and needs not to."""

from django.db import models


class Presence(models.Model):
    """An agent on a case's page. Rows about colleagues: the case stands here by its reference, a plain value."""

    id = models.BigAutoField(primary_key=True)
    reference = models.TextField()
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()  # the last heartbeat
    writing_since = models.DateTimeField(null=True)  # an answer; the earliest writer has the pen
    taken_by = models.ForeignKey(
        "staff.Agent", on_delete=models.CASCADE, related_name="+", null=True, db_index=False
    )  # whoever took the pen from this one

    class Meta:
        db_table = "live_presence"
        constraints = [models.UniqueConstraint(fields=["reference", "agent"], name="live_presence_once")]
