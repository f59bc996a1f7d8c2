"""Rows of operations: when each task of the schedule ran last."""

from django.db import models


class ScheduledTask(models.Model):
    """A task of the schedule; its row is the lock under which one worker at a time takes it."""

    name = models.TextField(primary_key=True)
    last_at = models.DateTimeField()
    runs = models.BigIntegerField(default=0)

    class Meta:
        db_table = "operations_task"
