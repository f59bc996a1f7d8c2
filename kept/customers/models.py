"""Who they are: customers (accounts), persons who speak for them, and the ways to reach a person."""

from django.db import models


class Customer(models.Model):
    """An account that is owed: a firm or a household. Its id is the key of everything about it."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    kind = models.TextField(default="household", db_default="household")  # household | firm
    name = models.TextField()
    language = models.TextField(default="", db_default="")
    zone = models.TextField(default="", db_default="")
    since = models.DateTimeField()

    class Meta:
        db_table = "customers_customer"
        constraints = [
            models.CheckConstraint(condition=models.Q(id__gt=0), name="customers_customer_not_company")
        ]

    def __str__(self) -> str:
        return self.name


class CustomerCode(models.Model):
    """Directory: a customer's public code."""

    code = models.TextField(primary_key=True)
    customer_id = models.BigIntegerField()

    class Meta:
        db_table = "customers_code"


class Person(models.Model):
    """Somebody who speaks for one or more customers; language and wishes are hers."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField(default="", db_default="")
    language = models.TextField(default="", db_default="")
    zone = models.TextField(default="", db_default="")
    wishes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    since = models.DateTimeField()

    class Meta:
        db_table = "customers_person"


class ContactPoint(models.Model):
    """A way to reach a person: a mail address or a number, with what we know of it and from where."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="points", db_constraint=True)
    channel = models.TextField()  # mail | phone | post
    value = models.TextField()  # mail in lower case, numbers in E.164
    state = models.TextField(default="unknown", db_default="unknown")  # unknown | works | failed
    state_at = models.DateTimeField(null=True)
    state_words = models.TextField(default="", db_default="")
    source = models.TextField(default="", db_default="")
    since = models.DateTimeField()

    class Meta:
        db_table = "customers_contact_point"
        constraints = [models.UniqueConstraint(fields=["channel", "value"], name="customers_point_once")]


class Speaks(models.Model):
    """Directory: which person speaks for which customer."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    customer_id = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "customers_speaks"
        constraints = [
            models.UniqueConstraint(fields=["person", "customer_id"], name="customers_speaks_once")
        ]
        indexes = [models.Index(fields=["customer_id"], name="customers_speaks_for")]


class Link(models.Model):
    """Two customers (or two persons) are the same: a link that can be undone, and moves no fact."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()  # customer | person
    one = models.BigIntegerField()  # joins …
    into = models.BigIntegerField()  # … this one
    made_at = models.DateTimeField()
    made_by = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(default="")

    class Meta:
        db_table = "customers_link"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "one"],
                condition=models.Q(undone_at__isnull=True),
                name="customers_link_one_way",
            ),
            models.CheckConstraint(condition=~models.Q(one=models.F("into")), name="customers_link_two"),
        ]
        indexes = [models.Index(fields=["kind", "into"], name="customers_link_into")]
