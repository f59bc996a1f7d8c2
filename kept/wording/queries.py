"""Reading our wording: canned answers for a brand and a language, how an agent signs."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kept.staff.models import Agent
from kept.wording.models import CannedAnswer, Signature

#: Canned answers that one search shows.
SHOWN = 8


def answers(brands: Iterable[int]) -> QuerySet[CannedAnswer]:
    """The canned answers in use for any of these brands, and those for all brands; by name."""
    return CannedAnswer.objects.filter(
        Q(brand_id=None) | Q(brand_id__in=list(brands)), retired_at=None
    ).order_by("name", "id")


def search(words: str, *, brand_id: int, language: str = "") -> list[CannedAnswer]:
    """Canned answers for a brand whose name or words hold every word, the most used first.

    Those in the customer's language come before those in another; whoever has none gets all alike.
    """
    found = answers([brand_id])
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(text__icontains=word))
    rows = list(found.order_by("-used", "name", "id")[: SHOWN * 5])
    first = words.split()[0].lower() if words.split() else ""

    def order(row: CannedAnswer) -> tuple[bool, bool]:
        foreign = bool(language and row.language and row.language != language)
        return foreign, not row.name.lower().startswith(first)

    return sorted(rows, key=order)[:SHOWN]


def signature_of(agent: Agent, brand_id: int) -> str:
    """How this agent signs for this brand; "" when the pledge's signature counts."""
    rows = Signature.objects.filter(agent=agent, brand_id=brand_id)
    return rows.values_list("text", flat=True).first() or ""
