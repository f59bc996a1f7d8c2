"""A case and the cases that were merged into it: one matter, whose facts stay where they came in."""

from kept.cases.models import Case


def family_of(customer_id: int, case_id: int) -> list[int]:
    """Ids of this case and of every case that leads to it, read now; `case.family` remembers what it read."""
    return Case(customer_id=customer_id, pk=case_id).family
