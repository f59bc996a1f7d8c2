"""Sums over finished days. Reference tables: no customer's data, and nothing that cannot be summed up again."""

from django.db import models


class SummedDay(models.Model):
    """A finished day of a brand whose sums stand in the other tables."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()  # in the brand's zone
    summed_at = models.DateTimeField()

    class Meta:
        db_table = "figures_summed_day"
        constraints = [models.UniqueConstraint(fields=["brand", "day"], name="figures_day_once")]


class Sum(models.Model):
    """What became of the company's promises on one day."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    channel = models.TextField()  # through which it was asked for; "" when nobody asked
    agent = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    kind = models.TextField()
    in_time = models.IntegerField()
    late = models.IntegerField()
    broken = models.IntegerField()

    class Meta:
        db_table = "figures_sum"
        indexes = [models.Index(fields=["brand", "day"], name="figures_sum_of_day")]


class Wait(models.Model):
    """How many answers of one day took about so long: one row for each length, in steps of a twelfth."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    channel = models.TextField()
    agent = models.ForeignKey(
        "staff.Agent", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    step = models.SmallIntegerField()  # figures.waits
    answers = models.IntegerField()

    class Meta:
        db_table = "figures_wait"
        indexes = [models.Index(fields=["brand", "day"], name="figures_wait_of_day")]


class Neglect(models.Model):
    """The most customers of a brand who were ignored at one moment of a day, as far as somebody looked."""

    id = models.BigAutoField(primary_key=True)
    brand = models.ForeignKey("pledge.Brand", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    most = models.IntegerField()
    looked_at = models.DateTimeField()

    class Meta:
        db_table = "figures_neglect"
        constraints = [models.UniqueConstraint(fields=["brand", "day"], name="figures_neglect_once")]
