"""`kept brands`: the names under which the company speaks, and the addresses that each accepts."""

from dataclasses import dataclass

import typer

from kept.operations.cli.printing import table
from kept.operations.cli.running import Answer, AsJson, command


@dataclass(frozen=True, slots=True)
class BrandSeen:
    """One brand of the pledge in force. `addresses`: all that it accepts, the public one first."""

    brand: str
    name: str
    address: str
    addresses: list[str]
    zone: str


def add(app: typer.Typer) -> None:
    """Put the command into the table."""
    command(app, "brands")(brands)


def brands(as_json: AsJson = False) -> Answer:
    """The brands, with the mail addresses that each accepts."""
    from kept.pledge.queries import current

    found = [
        BrandSeen(brand.slug, brand.name, brand.address, list(brand.accepts), brand.zone.key)
        for brand in current().pledge.brands
    ]
    rows = [(one.brand, one.name, ", ".join(one.addresses), one.zone) for one in found]
    return Answer(found, table(("Brand", "Name", "Addresses", "Zone"), rows, empty="There is no brand."))
