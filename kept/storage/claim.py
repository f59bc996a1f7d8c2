"""Work rows: found over all customers without a lock, then claimed within their customer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import models, transaction

from kept.storage.fanning import fan_out

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Queue(Generic[Row]):
    """A table with work in it: which rows are due, and in what order."""

    name: str
    model: type[Row]
    due: Callable[[datetime], models.Q]
    order: str

    def candidates(
        self, *, now: datetime, limit: int = 100, slice_of: tuple[int, int] = (0, 1)
    ) -> list[tuple[int, int]]:
        """(customer, id) of rows that are due, without a lock. `slice_of` (k, n): the customers with id % n == k."""
        rows = self.model._default_manager.filter(self.due(now)).order_by(self.order)
        part, parts = slice_of
        if parts > 1:
            rows = rows.annotate(_part=models.F("customer_id") % parts).filter(_part=part)
        with fan_out(f"candidates of {self.name}"):
            return list(rows.values_list("customer_id", "pk")[:limit])

    def claim(self, customer_id: int, row_id: int, *, now: datetime) -> Row | None:
        """Lock one row if it is still due and nobody else has it; inside a transaction."""
        return (
            self.model._default_manager.select_for_update(skip_locked=True, of=("self",))
            .filter(self.due(now), customer_id=customer_id, pk=row_id)
            .first()
        )

    def each(self, *, now: datetime, limit: int = 100, slice_of: tuple[int, int] = (0, 1)) -> Iterator[Row]:
        """Every due row in turn, each claimed in a transaction that is open while the caller works on it."""
        for customer_id, row_id in self.candidates(now=now, limit=limit, slice_of=slice_of):
            with transaction.atomic():
                row = self.claim(customer_id, row_id, now=now)
                if row is not None:
                    yield row
