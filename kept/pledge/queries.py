"""Reading the accepted pledge: the one in force, and the one that a promise was made under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from kept.pledge.closed_days import remember
from kept.pledge.models import Brand as BrandRow
from kept.pledge.models import PledgeVersion
from kept.pledge.schema import read_pledge
from kept.pledge.shapes import Brand, Pledge
from kept.refusal import NotFound
from kept.storage.rows import execute


class NoPledge(NotFound):
    """Nothing can be promised yet: no pledge has been accepted."""

    code = "no_pledge"

    def __init__(self) -> None:
        super().__init__(
            "No pledge has been accepted yet.", remedy="`kept serve` accepts one at its first start."
        )


@dataclass(frozen=True, slots=True)
class CurrentPledge:
    """The pledge in force, and the rows that its brands have."""

    version_id: int
    number: int
    accepted_at: datetime
    pledge: Pledge
    brands: Mapping[int, Brand]  # by id of their rows, retired ones too
    ids: Mapping[str, int]  # by slug

    def brand(self, brand_id: int) -> Brand:
        """A brand by the id of its row; a retired one keeps its name, under the first brand's rules."""
        return self.brands[brand_id]

    def brand_id(self, slug: str) -> int:
        """The id of a brand's row; KeyError when there never was such a brand."""
        return self.ids[slug]


def current() -> CurrentPledge:
    """The pledge in force: one small query, everything else is remembered. Raises `NoPledge`."""
    newest = execute("SELECT id FROM pledge_version ORDER BY number DESC LIMIT 1", [])
    if not newest:
        raise NoPledge
    return _in_force(newest[0][0])


# Ids are never given twice and a version never changes, so that what was read once holds for good.
@lru_cache(maxsize=32)
def version(version_id: int) -> Pledge:
    """The pledge of one version, as every promise names it. Raises NotFound."""
    row = PledgeVersion.objects.filter(pk=version_id).values_list("text", "public_holidays").first()
    if row is None:
        raise NotFound("There is no version %(number)s of the pledge.", values={"number": version_id})
    text, public_holidays = row
    remember(public_holidays)
    return read_pledge(text)


def history() -> QuerySet[PledgeVersion]:
    """Every accepted version, the newest first."""
    return PledgeVersion.objects.order_by("-number")


# Brands' rows change only together with a new version.
@lru_cache(maxsize=8)
def _in_force(version_id: int) -> CurrentPledge:
    row = PledgeVersion.objects.defer("text", "public_holidays").get(pk=version_id)
    pledge = version(version_id)
    rows = list(BrandRow.objects.all())
    named = {brand.slug: brand for brand in pledge.brands}
    return CurrentPledge(
        version_id=version_id,
        number=row.number,
        accepted_at=row.accepted_at,
        pledge=pledge,
        brands={each.pk: named.get(each.slug) or _retired(each, pledge) for each in rows},
        ids={each.slug: each.pk for each in rows},
    )


def _retired(row: BrandRow, pledge: Pledge) -> Brand:
    return pledge.stand_in(
        slug=row.slug,
        name=row.name,
        address=row.address,
        reply_domain=row.reply_domain,
        accent=row.accent,
        signature=row.signature,
    )
