"""Counts and latest words of cases whose contacts or promises went elsewhere."""

from collections.abc import Sequence

from django.db.models import Count, Max, Q

from kept.cases.families import family_of
from kept.cases.models import Case, Participant
from kept.contacts.models import Contact
from kept.promises.summary import summarise
from kept.storage.live import tell_all


def recount(cases: Sequence[Case]) -> None:
    """Compute what the rows of these locked cases repeat of their contacts, strangers and promises, and tell of it."""
    for case in cases:
        contacts = Contact.objects.filter(
            customer_id=case.customer_id, case_id__in=family_of(case.customer_id, case.pk)
        )
        figures = contacts.aggregate(
            last=Max("at"),
            last_in=Max("at", filter=Q(direction="in", machine="")),
            inward=Count("pk", filter=Q(direction="in", machine="")),
            outward=Count("pk", filter=Q(direction="out") & ~Q(purpose="acknowledgement")),
        )
        waiting = Participant.objects.filter(
            customer_id=case.customer_id, case_id=case.pk, standing="unconfirmed"
        ).count()
        Case.objects.filter(customer_id=case.customer_id, pk=case.pk).update(
            last_contact_at=figures["last"],
            last_in_at=figures["last_in"],
            contacts_in=figures["inward"],
            contacts_out=figures["outward"],
            unconfirmed=waiting,
        )
    summarise([(case.customer_id, case.pk) for case in cases])
    tell_all([(kind, case.reference, case.brand_id) for case in cases for kind in ("case", "owed")])
