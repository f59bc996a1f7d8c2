"""Telling open pages of one promise."""

from kept.cases.models import Case
from kept.promises.models import Promise
from kept.storage.live import tell_all


def tell_promise(promise: Promise) -> None:
    """The promise changed, and with it what its case shows."""
    reference = Case.objects.values_list("reference", flat=True).get(
        customer_id=promise.customer_id, pk=promise.case_id
    )
    tell_all([(kind, reference, promise.brand_id) for kind in ("case", "owed")])
