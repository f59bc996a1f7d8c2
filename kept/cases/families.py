"""A case and the cases that were merged into it: one matter, whose facts stay where they came in."""

from kept.cases.models import Case


def family_of(customer_id: int, case_id: int) -> list[int]:
    """Ids of this case and of every case that leads to it, however often cases were merged."""
    family = [case_id]
    newest = [case_id]
    while newest:
        rows = Case.objects.filter(customer_id=customer_id, merged_into_id__in=newest).exclude(pk__in=family)
        newest = list(rows.order_by("pk").values_list("pk", flat=True))
        family += newest
    return family
