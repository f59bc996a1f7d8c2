"""The base of every table that is about a customer."""

from django.db import models

from kept.storage.keys import CustomerKey


class Keyed(models.Model):
    """A row about one customer: its key never changes, and every statement carries it."""

    about_a_customer = True

    id = models.BigAutoField(primary_key=True)
    customer_id = models.BigIntegerField()
    customer = CustomerKey()

    class Meta:
        abstract = True

    def store(self, *names: str) -> None:
        """Write these columns of the row, by its whole key (Django's `save` would go by the id alone)."""
        fields = {name: self._meta.get_field(name).attname for name in names}  # type: ignore[union-attr]
        values = {attname: getattr(self, attname) for attname in fields.values()}
        type(self)._default_manager.filter(customer_id=self.customer_id, pk=self.pk).update(**values)


def within_customer(name: str) -> models.UniqueConstraint:
    """The unique key (customer_id, id) that children refer to."""
    return models.UniqueConstraint(fields=["customer_id", "id"], name=f"{name}_within_customer")
