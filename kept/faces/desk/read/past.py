"""Other cases of a customer, beside one of them: what came before, what was merged in, what this was split from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.cases.models import Case, Stands
from kept.customers.models import Link
from kept.faces.components import times

#: Earlier cases that the panel shows at first, and that each "more" adds.
EARLIER = 6
STANDS = {
    Stands.WAITING: gettext_lazy("waiting for the customer"),
    Stands.QUIET: gettext_lazy("quiet"),
    Stands.OURS: gettext_lazy("ours"),
}


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same customer."""

    reference: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Past:
    """Some of the customer's other cases, the newest first; `after` is where the list goes on, "" at its end."""

    cases: tuple[OtherCase, ...]
    after: str = ""


def earlier_cases(
    case: Case,
    accounts: Sequence[int],
    brands: Sequence[int],
    *,
    after: str = "",
    now: datetime,
    zone: ZoneInfo,
) -> Past:
    """The customer's other cases from the key `after` on; `accounts` are those that are read as one with his."""
    rows = (
        Case.objects.filter(customer_id__in=accounts, merged_into_id=None, brand_id__in=brands)
        .exclude(customer_id=case.customer_id, pk=case.pk)
        .order_by("-opened_at", "-id")
    )
    at, key = _key(after)
    if at is not None:
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=key))
    page = list(rows[: EARLIER + 1])
    last = page[EARLIER - 1] if len(page) > EARLIER else None
    return Past(
        tuple(_other(row, now, zone) for row in page[:EARLIER]),
        after=f"{last.opened_at.isoformat()},{last.pk}" if last else "",
    )


def linked_cases(
    case: Case, family: Sequence[int], brands: Sequence[int], now: datetime, zone: ZoneInfo
) -> tuple[tuple[OtherCase, ...], tuple[OtherCase, ...]]:
    """Cases that were merged into this one; and those that it was split from or continues."""
    origins = [key for key in (case.split_from_id, case.earlier_id) if key is not None]
    if len(family) == 1 and not origins:
        return (), ()
    rows = list(
        Case.objects.filter(
            Q(merged_into_id=case.pk) | Q(pk__in=origins),
            customer_id=case.customer_id,
            brand_id__in=brands,
        ).order_by("opened_at", "id")
    )
    parts = tuple(_other(row, now, zone) for row in rows if row.merged_into_id == case.pk)
    before = tuple(
        OtherCase(row.reference, row.subject or _("Without a subject"), _origin(case, row))
        for row in rows
        if row.pk in origins and row.merged_into_id != case.pk
    )
    return parts, before


def case_words(row: Case, now: datetime, zone: ZoneInfo) -> str:
    """Where another case stands, for a list."""
    if row.settled_at is not None:
        words = {"at": times.moment(row.settled_at, now, zone), "cause": row.settled_cause}
        return _("settled %(at)s: %(cause)s") % words
    if row.next_due_at is not None:
        return _("owed by %(at)s") % {"at": times.moment(row.next_due_at, now, zone)}
    stands = str(STANDS.get(Stands(row.stands), row.stands))
    if row.last_contact_at is None:
        return stands
    words = {"stands": stands, "at": times.moment(row.last_contact_at, now, zone)}
    return _("%(stands)s, last word %(at)s") % words


def _other(row: Case, now: datetime, zone: ZoneInfo) -> OtherCase:
    return OtherCase(row.reference, row.subject or _("Without a subject"), case_words(row, now, zone))


def _origin(case: Case, row: Case) -> str:
    return _("this was split from it") if row.pk == case.split_from_id else _("this continues it")


def accounts_of(customer_id: int, links: Iterable[Link]) -> list[int]:
    """The customer, and the accounts that a person said are the same."""
    return sorted({customer_id, *(key for link in links for key in (link.one, link.into))})


def _key(after: str) -> tuple[datetime | None, int]:
    moment, _sign, key = after.partition(",")
    try:
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return None, 0  # a key that somebody made up is the beginning of the list
    return (at, int(key)) if at is not None and at.tzinfo is not None and key.isdigit() else (None, 0)
