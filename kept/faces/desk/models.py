"""What agents keep of their own desk: lists that they saved under a name. No customer's data."""

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A list under a name: its filters as they stand in an address, private or shared with a team."""

    id = models.BigAutoField(primary_key=True)
    agent = models.ForeignKey("staff.Agent", on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("staff.Team", on_delete=models.SET_NULL, related_name="+", null=True)
    name = models.TextField()
    filters = models.TextField()  # canonical, as `read.filters.Filters.query` writes them
    place = models.IntegerField(default=0)  # among the agent's own, from the top
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)  # taken off, and can be brought back

    class Meta:
        db_table = "desk_saved_view"
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "name"], condition=Q(dropped_at__isnull=True), name="desk_saved_view_named"
            ),
        ]
        indexes = [
            models.Index(
                fields=["team"],
                condition=Q(dropped_at__isnull=True, team__isnull=False),
                name="desk_saved_view_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name
