"""The index: one row for each contact and note, one for each customer, and the words that occur in names."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kept.storage.keys import KeyedForeignKey
from kept.storage.models import Keyed


class SearchEntry(Keyed):
    """A contact or a note, and what finds it. Everything here is computed from the row it speaks of."""

    case_id = models.BigIntegerField()  # of the matter in which it is shown, after merging
    case = KeyedForeignKey("cases.Case", "case_id")
    kind = models.TextField()  # contact | note
    source_id = models.BigIntegerField()
    at = models.DateTimeField()
    band = models.IntegerField()  # the week of `at`; see `bands.py`
    words = SearchVectorField()

    class Meta:
        db_table = "search_entry"
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "kind", "source_id"], name="search_entry_once"),
        ]
        indexes = [
            models.Index(fields=["customer_id", "case_id"], name="search_entry_of_case"),
            models.Index(fields=["-at", "-id"], name="search_entry_newest"),
        ]


class SearchAccount(Keyed):
    """A customer as it is found: by names, addresses and numbers of those who speak for it."""

    name = models.TextField()  # folded, for its beginning
    words = models.TextField()  # every folded word of names and addresses, each after a space
    brands = ArrayField(models.BigIntegerField())  # at which it has a matter

    class Meta:
        db_table = "search_account"
        constraints = [models.UniqueConstraint(fields=["customer_id"], name="search_account_once")]


class NameWord(models.Model):
    """Directory: a word that occurs in a name, by which what was mistyped is guessed."""

    word = models.TextField(primary_key=True)

    class Meta:
        db_table = "search_name_word"


class Building(models.Model):
    """How far an index that is built afresh has come; gone when it is done."""

    what = models.TextField(primary_key=True)  # contacts | notes | customers
    last_id = models.BigIntegerField(default=0, db_default=0)
    done = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "search_building"
