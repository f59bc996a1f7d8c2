"""Filters of a search as links: each puts an operator into what was typed, or takes it out again."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kept.faces.desk.read.brands import brands
from kept.pledge.queries import current
from kept.search.query import parse
from kept.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter; `on` when what was typed holds it."""

    name: str
    url: str
    on: bool


def chips(agent: Agent, typed: str) -> list[Chip]:
    """What most searches are narrowed by."""
    offered = [
        (_("Open"), "is:open"),
        (_("Settled"), "is:settled"),
        (_("Mine"), "is:mine"),
        (_("Unowned"), "is:unowned"),
        (_("Broken"), "is:broken"),
        (_("Notes"), "kind:note"),
        (_("With a file"), "has:attachment"),
        (_("Last 30 days"), "after:30d"),
    ]
    pledge, seen = current(), brands(agent)
    if len(seen) > 1:
        slugs = {key: slug for slug, key in pledge.ids.items()}
        offered_slugs = {brand.slug for brand in pledge.pledge.brands}  # retired ones can still be typed
        offered += [
            (pledge.brand(key).name, f"brand:{slugs[key]}") for key in seen if slugs[key] in offered_slugs
        ]
    held = {f"{each.name}:{each.value}".lower() for each in parse(typed).filters if not each.without}
    return [
        Chip(name, _url(typed, operator, on=operator in held), operator in held) for name, operator in offered
    ]


def _url(typed: str, operator: str, *, on: bool) -> str:
    """The address with the operator put in, or taken out."""
    words = typed.split()
    if on:
        words = [word for word in words if word.lower() != operator]
    else:
        # Of what excludes one another, the last one chosen holds.
        name = operator.partition(":")[0]
        exclusive = name == "brand" or operator in ("is:open", "is:settled")
        others = ("is:open", "is:settled") if name == "is" else ()
        words = [
            word
            for word in words
            if not (
                exclusive
                and (word.lower() in others or (name == "brand" and word.lower().startswith("brand:")))
            )
        ]
        words.append(operator)
    return "?" + urlencode({"q": " ".join(words)})
