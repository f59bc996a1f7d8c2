"""The brands of the pledge and their hours: what a brand does not say is as for the company."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kept.pledge.closed_days import ClosedDays, Days, countries, is_country, is_region
from kept.pledge.sections import acknowledgement, answering
from kept.pledge.shapes import Acknowledgement, Answering, Brand
from kept.pledge.table import Table
from kept.pledge.times import WEEKDAYS, days, shift, zone
from kept.pledge.values import (
    NOTHING,
    Wrong,
    accepted_address,
    address,
    any_text,
    colour,
    domain,
    language,
    list_of,
    meant,
    shown,
    text,
    words_with,
)
from kept.rules.hours import Shift, Week

ACCENT = "#2444ae"
SIGNATURE = "{agent}\n{brand}"

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_UTC = ZoneInfo("UTC")
_WEEK_MINUTES = 7 * 24 * 60

Shifts = Mapping[int, tuple[Shift, ...]]


@dataclass(frozen=True, slots=True)
class House:
    """What holds for every brand that does not say otherwise."""

    name: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    shifts: Shifts  # empty: each brand has hours of its own
    closed_days: ClosedDays
    answering: Answering
    acknowledgement: Acknowledgement


def house(top: Table, base: Brand | None) -> House:
    """The company: its name, zone, languages and hours are its own; the rest may come from the default."""
    company = top.table("company").over({"languages": ("en",)})
    read = House(
        name=company.read("name", text, ""),
        zone=company.read("zone", zone, _UTC),
        languages=company.read("languages", list_of(language), ("en",)),
        shifts=hours(top.table("hours"), {}),
        closed_days=closed_days(top.table("holidays"), ClosedDays()),
        answering=answering(top.table("answering"), top.table("warning"), base.answering if base else None),
        acknowledgement=acknowledgement(top.table("acknowledgement"), base.acknowledgement if base else None),
    )
    company.done()
    return read


def brand(slug: str, table: Table, house: House) -> Brand:
    """One brand, over what holds for the company."""
    if not _SLUG.fullmatch(slug):
        table.problem(
            "", f'"{slug}" cannot name a brand.', "Use small letters, digits and hyphens, a letter first."
        )
    table.over(
        {
            "name": house.name,
            "accepts": (),
            "reply_domain": "",
            "accent": ACCENT,
            "signature": SIGNATURE,
            "languages": house.languages,
            "zone": house.zone,
        }
    )
    public = table.read("address", address, "")
    more = table.read("accepts", list_of(accepted_address), NOTHING)
    own_hours = table.table("hours")
    brand_zone = table.read("zone", zone, _UTC)
    shifts = hours(own_hours, house.shifts)
    closed = closed_days(table.table("holidays"), house.closed_days)
    week = Week(brand_zone, shifts, closed)
    if not week.ever_opens and not table.findings.troubled(("hours",), own_hours.path):
        remedy = 'Add hours, like monday = ["09:00-17:00"].'
        own_hours.problem("", f"The brand {slug} has no hours: nobody would ever answer.", remedy)
    read = Brand(
        slug=slug,
        name=table.read("name", text, ""),
        address=public,
        accepts=tuple(dict.fromkeys((public, *more))) if public else more,
        reply_domain=table.read("reply_domain", domain, "") or public.rpartition("@")[2],
        accent=table.read("accent", colour, ACCENT),
        signature=table.read("signature", words_with(may=("agent", "brand"), lines=True), "").strip("\n"),
        languages=table.read("languages", list_of(language), ("en",)),
        zone=brand_zone,
        week=week,
        closed_days=closed,
        answering=answering(table.table("answering"), table.table("warning"), house.answering),
        acknowledgement=acknowledgement(table.table("acknowledgement"), house.acknowledgement, of_brand=True),
    )
    table.done()
    return read


def hours(table: Table, base: Shifts) -> Shifts:
    """Shifts by weekday. A table that names any weekday is the whole week: the others are closed."""
    table.over(dict.fromkeys(WEEKDAYS, ()))
    shifts = {n: table.read(day, list_of(shift), NOTHING) for n, day in enumerate(WEEKDAYS)}
    table.done()
    if not any(day in table for day in WEEKDAYS):
        return base
    _apart(shifts, table)
    return shifts


def _apart(shifts: Shifts, table: Table) -> None:
    """Note shifts that overlap, also across midnight and from Sunday into Monday."""
    spans = sorted(
        (n * 1440 + each.open, n * 1440 + each.close + (1440 if each.close < each.open else 0), n)
        for n, day in shifts.items()
        for each in day
    )
    if not spans:
        return
    first = (spans[0][0] + _WEEK_MINUTES, spans[0][1] + _WEEK_MINUTES, spans[0][2])
    for (_, closes, before), (opens, _, after) in zip(spans, [*spans[1:], first], strict=True):
        if opens < closes:
            day, other = WEEKDAYS[after].title(), WEEKDAYS[before].title()
            which = f"Two shifts on {day}" if before == after else f"Shifts of {other} and {day}"
            table.problem(WEEKDAYS[after], f"{which} overlap.", "Let the first close before the next opens.")


def closed_days(table: Table, base: ClosedDays) -> ClosedDays:
    """The days on which nobody is here."""
    table.over({"country": base.country, "region": base.region, "closed": base.closed, "open": base.opened})
    country = table.read("country", _country, "")
    region = table.read("region", any_text, "")
    if "country" in table and "region" not in table:
        region = ""  # the company's region means nothing in another country
    if region and not is_region(country, region):
        known = countries().get(country, [])
        table.problem(
            "region",
            f'"{region}" is not a part of {country or "any country"} that has holidays of its own.',
            meant(region, known) or (f"Known are {', '.join(known)}." if known else 'Write "" for none.'),
        )
        region = ""
    read = ClosedDays(country, region, table.read("closed", days, Days()), table.read("open", days, Days()))
    table.done()
    return read


def _country(value: object) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or not is_country(value):
        remedy = 'Write its two letters, like "GB" or "DE"; "" for none.'
        raise Wrong(f"{shown(value)} is not a country whose holidays are known.", remedy)
    return value
