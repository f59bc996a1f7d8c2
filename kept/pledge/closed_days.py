"""Days on which nobody works: a country's public holidays, and the company's own days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

#: Public holidays by country, region and year, as far as they are known without asking the library.
_known: dict[tuple[str, str, int], frozenset[date]] = {}


@dataclass(frozen=True, slots=True)
class Days:
    """A set of days: single ones, the same day of every year, and stretches (both ends included)."""

    single: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()  # (month, day)
    stretches: tuple[tuple[date, date], ...] = ()

    def __contains__(self, day: date) -> bool:
        return (
            day in self.single
            or (day.month, day.day) in self.yearly
            or any(first <= day <= last for first, last in self.stretches)
        )


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Whether a day is a holiday of ours: `closed_days(day)`. Days named as open win over all others."""

    country: str = ""  # ISO 3166, "" for no public holidays
    region: str = ""
    closed: Days = Days()
    opened: Days = Days()

    def __call__(self, day: date) -> bool:
        if day in self.opened:
            return False
        if day in self.closed:
            return True
        return bool(self.country) and day in public_holidays(self.country, self.region, day.year)


def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a year, with the days that stand in for those on a weekend."""
    key = (country, region, year)
    if key not in _known:
        # A calendar of its own per year: the library's growing ones are not safe between threads.
        from holidays import country_holidays

        _known[key] = frozenset(country_holidays(country, subdiv=region or None, years=year, expand=False))
    return _known[key]


def remember(stored: Mapping[str, list[str]]) -> None:
    """Take what `to_store` gave, so that a running desk does not load the library (14 MB in each process)."""
    for name, days in stored.items():
        country, region, year = name.split("/")
        _known[country, region, int(year)] = frozenset(map(date.fromisoformat, days))


def to_store(calendars: Iterable[ClosedDays], years: Iterable[int]) -> dict[str, list[str]]:
    """The public holidays that these calendars need: "GB/ENG/2026" → days in order, as text."""
    places = sorted({(each.country, each.region) for each in calendars if each.country})
    return {
        f"{country}/{region}/{year}": sorted(map(str, public_holidays(country, region, year)))
        for country, region in places
        for year in years
    }


def is_country(country: str) -> bool:
    """Whether the holidays of this country are known."""
    return any(country == known for known, _, _ in _known) or country in countries()


def is_region(country: str, region: str) -> bool:
    """Whether this part of the country has holidays of its own."""
    return any((country, region) == known[:2] for known in _known) or region in countries().get(country, [])


def countries() -> dict[str, list[str]]:
    """The countries whose holidays the library knows, each with its regions."""
    from holidays import list_supported_countries

    return list_supported_countries(include_aliases=True)
